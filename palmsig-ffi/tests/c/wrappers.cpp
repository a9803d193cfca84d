// What palmsig.hpp promises: owners move, failures are told in results or thrown, all wrappers reach the library.
#include <palmsig.hpp>

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

static_assert(!std::is_copy_constructible_v<palmsig::palm> && std::is_nothrow_move_constructible_v<palmsig::palm>);
static_assert(!std::is_copy_constructible_v<palmsig::extractor> && std::is_move_assignable_v<palmsig::extractor>);
static_assert(!std::is_copy_constructible_v<palmsig::gallery> && std::is_move_assignable_v<palmsig::gallery>);
static_assert(!std::is_copy_constructible_v<palmsig::enroller> && !std::is_copy_constructible_v<palmsig::matcher>);

static palmsig::extraction extracted(palmsig::extractor &extractor, const char *path) {
    std::ifstream in(path, std::ios::binary);
    std::string kind;
    std::size_t width = 0, height = 0, white = 0;
    in >> kind >> width >> height >> white;
    in.get();
    std::vector<std::uint8_t> samples(3 * width * height);
    in.read(reinterpret_cast<char *>(samples.data()), static_cast<std::streamsize>(samples.size()));
    const auto image = palmsig::image(samples, height, width, 3 * width, PALMSIG_LAYOUT_RGB);
    auto made = extractor.extract(palmsig::capture(&image)).value();

    // The same picture in the upper 8 of 16 bits is the same palm.
    std::vector<std::uint16_t> wide(samples.begin(), samples.end());
    for (auto &sample : wide) sample = static_cast<std::uint16_t>(sample << 8);
    const auto deep = palmsig::image(wide, height, width, 6 * width, PALMSIG_LAYOUT_RGB);
    CHECK(extractor.extract(palmsig::capture(&deep)));
    return made;
}

int main(int count, char **arguments) {
    CHECK(count == 4);
    auto extractor = palmsig::extractor::make().value();
    const auto matcher = palmsig::matcher::make().value();
    std::vector<palmsig::extraction> own;
    own.push_back(extracted(extractor, arguments[1]));
    own.push_back(extracted(extractor, arguments[2]));
    const auto stranger = extracted(extractor, arguments[3]);

    // Templates there and back, and moved.
    const auto bytes = own[0].palm.bytes().value();
    CHECK(bytes.size() == own[0].palm.info().value().size);
    auto again = palmsig::palm::parse(bytes).value();
    CHECK(again.bytes().value() == bytes);
    CHECK(again.view_at(0).value().band == PALMSIG_BAND_VISIBLE);
    const palmsig::palm moved = std::move(again);
    CHECK(again.get() == nullptr && moved.get() != nullptr);

    // Failures are told, and thrown by those who want it.
    const auto broken = palmsig::palm::parse({bytes.data(), bytes.size() - 1});
    CHECK(!broken && broken.error().status == PALMSIG_ERROR_TEMPLATE_TRUNCATED);
    CHECK(std::string(broken.error().name()) == "PALMSIG_ERROR_TEMPLATE_TRUNCATED" && !broken.error().text.empty());
    try {
        palmsig::palm::parse({bytes.data(), 3}).value();
        CHECK(false);
    } catch (const palmsig::exception &thrown) {
        CHECK(thrown.status() == PALMSIG_ERROR_TEMPLATE_TRUNCATED);
    }
    const auto nothing = extractor.extract(palmsig::capture(nullptr));
    CHECK(!nothing && palmsig::guidance(nothing.error()) == PALMSIG_GUIDANCE_NONE);

    // Comparing.
    CHECK(matcher.verify(own[0].palm, own[1].palm, 1e-4).value().accepted);
    CHECK(!matcher.verify(own[0].palm, stranger.palm, 1e-4).value().accepted);
    CHECK(matcher.compare(own[0].palm, own[1].palm).value().false_match_rate < 1e-4);
    CHECK(matcher.verify(own[0].palm, own[1].palm, 2.0).error().status == PALMSIG_ERROR_PARAMETER);

    // Enrolment, and searching.
    const auto enroller = palmsig::enroller::make(matcher).value();
    const auto enrolled = enroller.enrol(own).value();
    CHECK(enrolled.verdicts.size() == 2 && enrolled.verdicts[0] == PALMSIG_VERDICT_KEPT);
    CHECK(enroller.enrol({}).error().status == PALMSIG_ERROR_TOO_FEW_CAPTURES);
    const auto soon = enroller.update(enrolled.palm, nullptr, own[0], 0).value();
    CHECK(soon.outcome == PALMSIG_UPDATE_TOO_SOON && !soon.recent);
    auto gallery = palmsig::gallery::make(matcher, extractor.encoder_id().value()).value();
    gallery.add("anna", enrolled.palm).value();
    CHECK(gallery.add("anna", enrolled.palm).error().status == PALMSIG_ERROR_ALREADY_ENROLLED);
    CHECK(gallery.count().value() == 1);
    CHECK(std::string(gallery.identify(own[0].palm, 1e-3).value().person()) == "anna");
    CHECK(gallery.identify(stranger.palm, 1e-3).value().person() == nullptr);
    std::vector<palmsig::palm> probes;
    probes.push_back(palmsig::palm::parse(stranger.palm.bytes().value()).value());
    probes.push_back(palmsig::palm::parse(bytes).value());
    const auto both = gallery.identify(probes, 1e-3).value();
    CHECK(both.size() == 2 && both[0].person() == nullptr && std::string(both[1].person()) == "anna");
    CHECK(gallery.identify(std::vector<palmsig::palm>(), 1e-3).value().empty());
    CHECK(gallery.verify("anna", own[1].palm, 1e-4).value().accepted);
    CHECK(gallery.duplicate("berta", own[1].palm, 1e-3).value().has_value());
    CHECK(!gallery.duplicate("berta", stranger.palm, 1e-3).value().has_value());
    gallery.remove("anna").value();
    CHECK(gallery.count().value() == 0);

    // A stream without a hand.
    auto options = palmsig::session::options();
    options.liveness = PALMSIG_LIVENESS_ANYTHING;
    auto session = palmsig::session::make(options).value();
    const std::vector<std::uint8_t> grey(200 * 200, 90);
    const auto empty = palmsig::image(grey, 200, 200, 200);
    // A log, which several share.
    int lines = 0;
    auto shared = palmsig::runtime::options();
    shared.log = [](void *context, std::uint32_t, const char *) { ++*static_cast<int *>(context); };
    shared.log_context = &lines;
    const auto runtime = palmsig::runtime::make(shared).value();
    session.attach(runtime).value();
    extractor.attach(runtime).value();
    gallery.attach(runtime).value();
    CHECK(gallery.attach(runtime).error().status == PALMSIG_ERROR_ARGUMENT);
    CHECK(session.push(0, palmsig::capture(&empty)).value().state == PALMSIG_STATE_WAITING && lines == 1);
    CHECK(session.push(0, palmsig::capture(&empty)).error().status == PALMSIG_ERROR_FRAME_REPEATED);
    CHECK(session.tick(1000).value().guidance == PALMSIG_GUIDANCE_NO_HAND);
    CHECK(session.finish().value().end == PALMSIG_END_NO_HAND && !session.take(0));
    CHECK(!extractor.extract(palmsig::capture(&empty)) && !gallery.remove("anna") && lines == 5);
    std::puts("sound");
    return 0;
}
