/* palmsig for C++17: keys and envelopes. As palmsig.hpp says, over the part of palmsig.h that libraries have whose
 * palmsig_capabilities() says PALMSIG_CAPABILITY_PROTECT.
 *
 * MIT or Apache-2.0, at your choice. */
#ifndef PALMSIG_KEYS_HPP
#define PALMSIG_KEYS_HPP

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

} // namespace palmsig

#endif
