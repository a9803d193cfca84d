/* palmsig for C++17: keys, envelopes and the store. As palmsig.hpp says, over the part of palmsig.h that libraries have
 * whose palmsig_capabilities() says PALMSIG_CAPABILITY_PROTECT and PALMSIG_CAPABILITY_STORE.
 *
 * MIT or Apache-2.0, at your choice. */
#ifndef PALMSIG_STORE_HPP
#define PALMSIG_STORE_HPP

#include "palmsig.hpp"

#include <string_view>

namespace palmsig {

using bytes = std::vector<std::uint8_t>;

namespace detail {

/* Bytes that are asked for twice: their number, then the bytes. */
template <typename F> result<bytes> twice(F ask) {
    std::size_t size = 0;
    palmsig_status status = ask(nullptr, 0, &size);
    bytes made(size);
    if (status == PALMSIG_OK) status = ask(made.data(), made.size(), &size);
    return told(status, std::move(made));
}

inline const std::uint8_t *data(std::string_view text) noexcept {
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

} // namespace detail

/* The key of one who is enrolled. Contexts are any bytes, the same when it is opened. */
class subject_key {
public:
    explicit subject_key(palmsig_subject_key *handle) noexcept : handle_(handle) {}
    static result<subject_key> generate() {
        return detail::made<subject_key, palmsig_subject_key>(palmsig_subject_key_generate);
    }

    result<bytes> seal(const palm &one, std::string_view context) const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_subject_key_seal(get(), one.get(), detail::data(context), context.size(), buffer, capacity,
                                            size);
        });
    }

    result<palm> open(view<std::uint8_t> sealed, std::string_view context) const {
        return detail::made<palm, palmsig_template>([&](auto out) {
            return palmsig_subject_key_open(get(), sealed.data(), sealed.size(), detail::data(context),
                                            context.size(), out);
        });
    }

    const palmsig_subject_key *get() const noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_subject_key, palmsig_subject_key_free> handle_;
};

/* The key of one of those the service is run for: it wraps the keys of subjects. */
class tenant_key {
public:
    explicit tenant_key(palmsig_tenant_key *handle) noexcept : handle_(handle) {}
    static result<tenant_key> generate() {
        return detail::made<tenant_key, palmsig_tenant_key>(palmsig_tenant_key_generate);
    }

    result<bytes> wrap(const subject_key &key, std::string_view name) const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_tenant_key_wrap(get(), key.get(), detail::data(name), name.size(), buffer, capacity, size);
        });
    }

    result<subject_key> unwrap(view<std::uint8_t> wrapped, std::string_view name) const {
        return detail::made<subject_key, palmsig_subject_key>([&](auto out) {
            return palmsig_tenant_key_unwrap(get(), wrapped.data(), wrapped.size(), detail::data(name), name.size(),
                                             out);
        });
    }

    const palmsig_tenant_key *get() const noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_tenant_key, palmsig_tenant_key_free> handle_;
};

/* The key at the root: it wraps the keys of tenants, and opens stores. */
class operator_key {
public:
    explicit operator_key(palmsig_operator_key *handle) noexcept : handle_(handle) {}
    static result<operator_key> generate() {
        return detail::made<operator_key, palmsig_operator_key>(palmsig_operator_key_generate);
    }

    /* PALMSIG_KEY_SIZE bytes, which stay yours: erase them. */
    static result<operator_key> parse(view<std::uint8_t> secret) {
        return detail::made<operator_key, palmsig_operator_key>(
            [&](auto out) { return palmsig_operator_key_parse(secret.data(), secret.size(), out); });
    }

    /* Whoever reads them reads all that the key protects. */
    result<palmsig::bytes> bytes() const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_operator_key_write(get(), buffer, capacity, size);
        });
    }

    result<palmsig::bytes> wrap(const tenant_key &key, std::string_view name) const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_operator_key_wrap(get(), key.get(), detail::data(name), name.size(), buffer, capacity, size);
        });
    }

    result<tenant_key> unwrap(view<std::uint8_t> wrapped, std::string_view name) const {
        return detail::made<tenant_key, palmsig_tenant_key>([&](auto out) {
            return palmsig_operator_key_unwrap(get(), wrapped.data(), wrapped.size(), detail::data(name), name.size(),
                                               out);
        });
    }

    const palmsig_operator_key *get() const noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_operator_key, palmsig_operator_key_free> handle_;
};

/* What an envelope is bound to. The strings must outlive it. */
inline palmsig_purpose purpose(const char *service, const char *terminal, const char *task) {
    palmsig_purpose made = detail::fresh(palmsig_purpose_init);
    made.service = service;
    made.terminal = terminal;
    made.purpose = task;
    return made;
}

/* Seals bytes to a service's public key, at `now` in seconds since 1970. */
inline result<bytes> seal(view<std::uint8_t> public_key, const palmsig_purpose &purpose, std::uint64_t now,
                          view<std::uint8_t> what) {
    return detail::twice([&](auto buffer, auto capacity, auto size) {
        return palmsig_envelope_seal(public_key.data(), public_key.size(), &purpose, now, what.data(), what.size(),
                                     buffer, capacity, size);
    });
}

/* Remembers which envelopes were opened. */
class replay_guard {
public:
    explicit replay_guard(palmsig_replay_guard *handle) noexcept : handle_(handle) {}
    static result<replay_guard> make(std::uint64_t window, std::size_t envelopes) {
        return detail::made<replay_guard, palmsig_replay_guard>(
            [&](auto out) { return palmsig_replay_guard_new(window, envelopes, out); });
    }

    palmsig_replay_guard *get() noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_replay_guard, palmsig_replay_guard_free> handle_;
};

/* The private key of a service. */
class service_key {
public:
    explicit service_key(palmsig_service_key *handle) noexcept : handle_(handle) {}
    static result<service_key> generate() {
        return detail::made<service_key, palmsig_service_key>(palmsig_service_key_generate);
    }

    /* PALMSIG_KEY_SIZE bytes, which stay yours: erase them. */
    static result<service_key> parse(view<std::uint8_t> secret) {
        return detail::made<service_key, palmsig_service_key>(
            [&](auto out) { return palmsig_service_key_parse(secret.data(), secret.size(), out); });
    }

    result<bytes> public_key() const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_service_key_public(handle_.get(), buffer, capacity, size);
        });
    }

    /* Once, and within the guard's window. */
    result<bytes> open(view<std::uint8_t> envelope, const palmsig_purpose &purpose, replay_guard &guard,
                       std::uint64_t now) const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_envelope_open(handle_.get(), guard.get(), &purpose, now, envelope.data(), envelope.size(),
                                         buffer, capacity, size);
        });
    }

private:
    detail::owner<palmsig_service_key, palmsig_service_key_free> handle_;
};

/* Something of yours that belongs to a subject. */
struct reference {
    std::string kind;
    palmsig::bytes bytes;
};

/* What a subject agreed to, and when. */
struct consent {
    std::string text;
    std::uint64_t given;
};

/* Who enrols. */
class registrar {
public:
    explicit registrar(palmsig_registrar *handle) noexcept : handle_(handle) {}

    result<done> enrol(const std::string &id, const palm &one, const consent &agreed, std::uint64_t now,
                       const std::vector<reference> &kept = {}) {
        const palmsig_template *const palms[] = {one.get()};
        return enrol(id, view(palms), agreed, now, kept);
    }

    result<done> enrol(const std::string &id, const palm &left, const palm &right, const consent &agreed,
                       std::uint64_t now, const std::vector<reference> &kept = {}) {
        const palmsig_template *const palms[] = {left.get(), right.get()};
        return enrol(id, view(palms), agreed, now, kept);
    }

    result<bytes> reference(const std::string &id, const std::string &kind) const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_registrar_reference(handle_.get(), id.c_str(), kind.c_str(), buffer, capacity, size);
        });
    }

private:
    result<done> enrol(const std::string &id, view<const palmsig_template *> palms, const consent &agreed,
                       std::uint64_t now, const std::vector<palmsig::reference> &kept) {
        /* A vector without elements may have no address; the library wants one. */
        static constexpr std::uint8_t nothing = 0;
        std::vector<palmsig_reference> references;
        for (const palmsig::reference &one : kept) {
            references.push_back({one.kind.c_str(), one.bytes.empty() ? &nothing : one.bytes.data(), one.bytes.size()});
        }
        palmsig_subject subject = detail::fresh(palmsig_subject_init);
        subject.id = id.c_str();
        subject.palms = palms.data();
        subject.palm_count = palms.size();
        subject.references = references.data();
        subject.reference_count = references.size();
        subject.consent = agreed.text.c_str();
        subject.consent_given = agreed.given;
        const auto status = palmsig_registrar_enrol(handle_.get(), &subject, now);
        return detail::told(status, done());
    }

    detail::owner<palmsig_registrar, palmsig_registrar_free> handle_;
};

/* Who recognises. */
class recogniser {
public:
    explicit recogniser(palmsig_recogniser *handle) noexcept : handle_(handle) {}

    result<palmsig_loaded> load(gallery &into, std::uint64_t now) const {
        palmsig_loaded loaded = detail::fresh(palmsig_loaded_init);
        const auto status = palmsig_recogniser_load(handle_.get(), into.get(), now, &loaded);
        return detail::told(status, loaded);
    }

    result<done> used(const std::string &id, std::uint64_t now) {
        const auto status = palmsig_recogniser_used(handle_.get(), id.c_str(), now);
        return detail::told(status, done());
    }

    /* Nobody need have been named. */
    result<done> refused(const std::optional<std::string> &id, std::uint64_t now) {
        const auto status = palmsig_recogniser_refused(handle_.get(), id ? id->c_str() : nullptr, now);
        return detail::told(status, done());
    }

private:
    detail::owner<palmsig_recogniser, palmsig_recogniser_free> handle_;
};

/* Removed with a receipt, or held by so many. */
struct removal {
    std::size_t holds;
    std::optional<palmsig_receipt> receipt;
};

/* Who removes, from a gallery too if one is given. */
class remover {
public:
    explicit remover(palmsig_remover *handle) noexcept : handle_(handle) {}

    result<removal> remove(const std::string &id, gallery *from, std::uint64_t now) {
        std::size_t holds = 0;
        palmsig_receipt receipt{};
        const auto status =
            palmsig_remover_remove(handle_.get(), id.c_str(), from ? from->get() : nullptr, now, &holds, &receipt);
        return detail::told(status, removal{holds, holds == 0 ? std::optional(receipt) : std::nullopt});
    }

    result<std::size_t> sweep(gallery *from, std::uint64_t now) {
        std::size_t removed = 0;
        const auto status = palmsig_remover_sweep(handle_.get(), from ? from->get() : nullptr, now, &removed);
        return detail::told(status, removed);
    }

private:
    detail::owner<palmsig_remover, palmsig_remover_free> handle_;
};

/* Who checks the audit trail. */
class auditor {
public:
    explicit auditor(palmsig_auditor *handle) noexcept : handle_(handle) {}

    result<palmsig_trail_head> verify(const palmsig_trail_head *earlier = nullptr) const {
        palmsig_trail_head head{};
        const auto status = palmsig_auditor_verify(handle_.get(), earlier, &head);
        return detail::told(status, head);
    }

    result<bool> confirms(const palmsig_receipt &receipt) const {
        std::uint32_t genuine = 0;
        const auto status = palmsig_auditor_confirms(handle_.get(), &receipt, &genuine);
        return detail::told(status, genuine == 1);
    }

private:
    detail::owner<palmsig_auditor, palmsig_auditor_free> handle_;
};

/* Who sets how long subjects are kept, and exchanges keys. */
class administrator {
public:
    explicit administrator(palmsig_administrator *handle) noexcept : handle_(handle) {}

    result<done> set_retention(std::uint64_t seconds, std::uint64_t now) {
        const auto status = palmsig_administrator_set_retention(handle_.get(), seconds, now);
        return detail::told(status, done());
    }

    result<done> rotate(const operator_key &next, std::uint64_t now) {
        const auto status = palmsig_administrator_rotate_operator_key(handle_.get(), next.get(), now);
        return detail::told(status, done());
    }

private:
    detail::owner<palmsig_administrator, palmsig_administrator_free> handle_;
};

/* One tenant's subjects in a folder, and all power over them: hand on the roles instead. */
class store {
public:
    explicit store(palmsig_store *handle) noexcept : handle_(handle) {}
    static result<store> open(const std::string &folder, const operator_key &key, const std::string &tenant,
                              std::uint64_t now) {
        return detail::made<store, palmsig_store>([&](auto out) {
            return palmsig_store_open(folder.c_str(), key.get(), tenant.c_str(), now, out);
        });
    }

    result<palmsig::registrar> registrar(const std::string &actor) const {
        return role<palmsig::registrar>(palmsig_store_registrar, actor);
    }
    result<palmsig::recogniser> recogniser(const std::string &actor) const {
        return role<palmsig::recogniser>(palmsig_store_recogniser, actor);
    }
    result<palmsig::remover> remover(const std::string &actor) const {
        return role<palmsig::remover>(palmsig_store_remover, actor);
    }
    result<palmsig::auditor> auditor(const std::string &actor) const {
        return role<palmsig::auditor>(palmsig_store_auditor, actor);
    }
    result<palmsig::administrator> administrator(const std::string &actor) const {
        return role<palmsig::administrator>(palmsig_store_administrator, actor);
    }

private:
    template <typename Role, typename T>
    result<Role> role(palmsig_status (*make)(const palmsig_store *, const char *, T **), const std::string &actor) const {
        return detail::made<Role, T>([&](auto out) { return make(handle_.get(), actor.c_str(), out); });
    }

    detail::owner<palmsig_store, palmsig_store_free> handle_;
};

} // namespace palmsig

#endif
