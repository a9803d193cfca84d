// What palmsig_store.hpp promises: all wrappers reach the library, owners move and do not copy.
#include <palmsig_store.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <type_traits>

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            std::fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
            std::exit(1); \
        } \
    } while (false)

template <typename T> constexpr bool moves_only = !std::is_copy_constructible_v<T> && std::is_move_assignable_v<T>;
static_assert(moves_only<palmsig::operator_key> && moves_only<palmsig::tenant_key> && moves_only<palmsig::subject_key>);
static_assert(moves_only<palmsig::service_key> && moves_only<palmsig::replay_guard> && moves_only<palmsig::store>);
static_assert(moves_only<palmsig::registrar> && moves_only<palmsig::recogniser> && moves_only<palmsig::remover>);
static_assert(moves_only<palmsig::record> && moves_only<palmsig::runtime>);
static_assert(moves_only<palmsig::auditor> && moves_only<palmsig::administrator>);

constexpr std::uint64_t now = 1800000000;

static palmsig::palm extracted(const char *path) {
    std::ifstream in(path, std::ios::binary);
    std::string kind;
    std::size_t width = 0, height = 0, white = 0;
    in >> kind >> width >> height >> white;
    in.get();
    std::vector<std::uint8_t> samples(3 * width * height);
    in.read(reinterpret_cast<char *>(samples.data()), static_cast<std::streamsize>(samples.size()));
    const auto image = palmsig::image(samples, height, width, 3 * width, PALMSIG_LAYOUT_RGB);
    auto extractor = palmsig::extractor::make().value();
    return std::move(extractor.extract(palmsig::capture(&image)).value().palm);
}

static void seals(const palmsig::palm &palm) {
    const auto key = palmsig::operator_key::generate().value();
    const auto again = palmsig::operator_key::parse(key.bytes().value()).value();
    const auto tenant = palmsig::tenant_key::generate().value();
    const auto subject = palmsig::subject_key::generate().value();
    const auto wrapped_tenant = key.wrap(tenant, "shop").value();
    const auto wrapped = tenant.wrap(subject, "").value();
    const auto sealed = subject.seal(palm, "left").value();
    const auto opening = again.unwrap(wrapped_tenant, "shop").value().unwrap(wrapped, "").value();
    CHECK(opening.open(sealed, "left").value().bytes().value() == palm.bytes().value());
    CHECK(opening.open(sealed, "right").error().status == PALMSIG_ERROR_SEALED_REFUSED);

    const auto service = palmsig::service_key::generate().value();
    const auto purpose = palmsig::purpose("shop", "till 4", "match");
    const auto envelope = palmsig::seal(service.public_key().value(), purpose, now, sealed).value();
    auto guard = palmsig::replay_guard::make(60, 10).value();
    CHECK(service.open(envelope, purpose, guard, now + 5).value() == sealed);
    CHECK(service.open(envelope, purpose, guard, now + 5).error().status == PALMSIG_ERROR_ENVELOPE_REPLAYED);
    CHECK(palmsig::service_key::parse({sealed.data(), 31}).error().status == PALMSIG_ERROR_KEY);
}

static void keeps(const palmsig::palm &palm, const std::string &folder) {
    const auto key = palmsig::operator_key::generate().value();
    const auto matcher = palmsig::matcher::make().value();
    auto gallery = palmsig::gallery::make(matcher, palm.info().value().encoder_id).value();
    const auto store = palmsig::store::open(folder, key, "shop", now).value();
    auto registrar = store.registrar("desk").value();
    const palmsig::consent agreed{"terms 4", now};
    registrar.enrol("anna", palm, agreed, now, {{"card", {1, 2, 3}}, {"nothing", {}}}).value();
    CHECK(registrar.enrol("berta", palm, palm, agreed, now).error().status == PALMSIG_ERROR_SAME_HAND);
    registrar.enrol("berta", palm, agreed, now).value();
    CHECK(registrar.reference("anna", "card").value() == (palmsig::bytes{1, 2, 3}));
    CHECK(registrar.reference("anna", "nothing").value().empty());

    auto recogniser = store.recogniser("till 4").value();
    CHECK(recogniser.load(gallery, now).value().subjects == 2 && gallery.count().value() == 2);
    recogniser.used("anna", now + 1).value();
    recogniser.refused(std::nullopt, now + 1).value();
    const auto auditor = store.auditor("auditor").value();
    const auto head = auditor.verify().value();
    CHECK(head.entries == 4);

    auto remover = store.remover("desk").value();
    const auto removed = remover.remove("anna", &gallery, now + 2).value();
    CHECK(removed.holds == 0 && auditor.confirms(removed.receipt.value()).value() && gallery.count().value() == 1);
    auto administrator = store.administrator("office").value();
    administrator.set_retention(1, now + 2).value();
    CHECK(remover.sweep(&gallery, now + 3).value() == 1 && gallery.count().value() == 0);
    CHECK(auditor.verify(&head).value().entries == 7);
    administrator.rotate(palmsig::operator_key::generate().value(), now + 3).value();
    CHECK(palmsig::store::open(folder, key, "shop", now).error().status == PALMSIG_ERROR_STORE_IN_USE);
}

static std::string text(const palmsig::record &record, std::uint32_t which) {
    const auto bytes = record.text(which).value();
    return {bytes.begin(), bytes.end()};
}

static void changes(const palmsig::palm &palm, const std::string &folder) {
    const auto key = palmsig::operator_key::generate().value();
    const auto matcher = palmsig::matcher::make().value();
    const auto enroller = palmsig::enroller::make(matcher).value();
    auto gallery = palmsig::gallery::make(matcher, palm.info().value().encoder_id).value();
    const auto store = palmsig::store::open(folder + "-changed", key, "shop", now).value();
    auto registrar = store.registrar("desk").value();
    registrar.enrol("anna", palm, {"terms 4", now}, now).value();
    registrar.set_reference("anna", {"card", {1, 2}}, now).value();
    registrar.hold("anna", "a purchase", now).value();
    registrar.set_palm("anna", palm, now).value();
    CHECK(registrar.set_palms("anna", palm, palm, now).error().status == PALMSIG_ERROR_SAME_HAND);
    const palmsig::extraction capture{palmsig::palm::parse(palm.bytes().value()).value(), {}};
    CHECK(registrar.update(enroller, "anna", capture, 1, now).error().status == PALMSIG_ERROR_TOO_FEW_CAPTURES);
    CHECK(store.recogniser("till 4").value().reload(gallery, "anna", now).value().subjects == 1);

    auto administrator = store.administrator("office").value();
    const auto record = administrator.export_of("anna", now + 1).value();
    const auto info = record.info().value();
    CHECK(info.palms == 1 && info.references == 1 && info.holds == 1 && info.entries == 5 && info.created == now);
    CHECK(record.palm_at(0).value().first.bytes().value() == palm.bytes().value() && !record.palm_at(0).value().second);
    CHECK(text(record, PALMSIG_TEXT_CONSENT) == "terms 4" && text(record, PALMSIG_TEXT_HOLD) == "a purchase");
    CHECK(text(record, PALMSIG_TEXT_KIND) == "card" && text(record, PALMSIG_TEXT_ACTOR) == "desk");
    CHECK(record.entry(4).value().event == PALMSIG_EVENT_EXPORTED && !record.entry(5));
    registrar.drop_reference("anna", "card", now).value();
    registrar.release("anna", "a purchase", now).value();
    CHECK(registrar.release("anna", "a purchase", now).error().status == PALMSIG_ERROR_STORE_NO_HOLD);
    CHECK(registrar.held("anna").value().info().value().references == 0);

    auto recogniser = store.recogniser("till 4").value();
    auto lockout = palmsig::recogniser::lockout();
    lockout.of_subject = 1;
    CHECK(recogniser.may_try("anna", now + 2, lockout).value() == 0);
    recogniser.refused("anna", now + 2).value();
    CHECK(recogniser.may_try("anna", now + 2, lockout).value() > 0 && recogniser.may_try({}, now + 2).value() == 0);
}

int main(int count, char **arguments) {
    CHECK(count == 3);
    CHECK((palmsig_capabilities() & PALMSIG_CAPABILITY_PROTECT) && (palmsig_capabilities() & PALMSIG_CAPABILITY_STORE));
    const auto palm = extracted(arguments[1]);
    seals(palm);
    keeps(palm, arguments[2]);
    changes(palm, arguments[2]);
    std::puts("sound");
    return 0;
}
