/* palmsig for C++17: the store. As palmsig.hpp says, over the part of palmsig.h that libraries have whose
 * palmsig_capabilities() says PALMSIG_CAPABILITY_STORE.
 *
 * MIT or Apache-2.0, at your choice. */
#ifndef PALMSIG_STORE_HPP
#define PALMSIG_STORE_HPP

#include "palmsig_keys.hpp"

namespace palmsig {

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

/* All that is held about a subject. */
class record {
public:
    explicit record(palmsig_record *handle) noexcept : handle_(handle) {}

    result<palmsig_record_info> info() const {
        palmsig_record_info info = detail::fresh(palmsig_record_info_init);
        const auto status = palmsig_record_inspect(handle_.get(), &info);
        return detail::told(status, info);
    }

    /* As enrolled, and the recent views if there are any. */
    result<std::pair<palmsig::palm, std::optional<palmsig::palm>>> palm_at(std::size_t index) const {
        palmsig_template *anchor = nullptr, *recent = nullptr;
        const auto status = palmsig_record_palm(handle_.get(), index, &anchor, &recent);
        auto views = recent ? std::optional(palmsig::palm(recent)) : std::nullopt;
        return detail::told(status, std::pair(palmsig::palm(anchor), std::move(views)));
    }

    /* PALMSIG_TEXT_... */
    result<bytes> text(std::uint32_t which, std::size_t index = 0) const {
        return detail::twice([&](auto buffer, auto capacity, auto size) {
            return palmsig_record_text(handle_.get(), which, index, buffer, capacity, size);
        });
    }

    result<palmsig_entry> entry(std::size_t index) const {
        palmsig_entry entry = detail::fresh(palmsig_entry_init);
        const auto status = palmsig_record_entry(handle_.get(), index, &entry);
        return detail::told(status, entry);
    }

private:
    detail::owner<palmsig_record, palmsig_record_free> handle_;
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

    /* PALMSIG_UPDATE_...; `seconds` is how long ago the last capture was taken. */
    result<std::uint32_t> update(const enroller &enroller, const std::string &id, const extraction &capture,
                                 std::uint64_t seconds, std::uint64_t now) {
        const palmsig_sample sample{capture.palm.get(), capture.told.quality};
        std::uint32_t outcome = 0;
        const auto status =
            palmsig_registrar_update(handle_.get(), enroller.get(), id.c_str(), &sample, seconds, now, &outcome);
        return detail::told(status, outcome);
    }

    result<done> set_palm(const std::string &id, const palm &one, std::uint64_t now) {
        const palmsig_template *const palms[] = {one.get()};
        const auto status = palmsig_registrar_set_palms(handle_.get(), id.c_str(), palms, 1, now);
        return detail::told(status, done());
    }

    result<done> set_palms(const std::string &id, const palm &left, const palm &right, std::uint64_t now) {
        const palmsig_template *const palms[] = {left.get(), right.get()};
        const auto status = palmsig_registrar_set_palms(handle_.get(), id.c_str(), palms, 2, now);
        return detail::told(status, done());
    }

    /* In the place of what is kept as the same kind. */
    result<done> set_reference(const std::string &id, const palmsig::reference &kept, std::uint64_t now) {
        static constexpr std::uint8_t nothing = 0;
        const auto status = palmsig_registrar_set_reference(handle_.get(), id.c_str(), kept.kind.c_str(),
                                                            kept.bytes.empty() ? &nothing : kept.bytes.data(),
                                                            kept.bytes.size(), now);
        return detail::told(status, done());
    }

    result<done> drop_reference(const std::string &id, const std::string &kind, std::uint64_t now) {
        const auto status = palmsig_registrar_set_reference(handle_.get(), id.c_str(), kind.c_str(), nullptr, 0, now);
        return detail::told(status, done());
    }

    result<done> hold(const std::string &id, const std::string &why, std::uint64_t now) {
        const auto status = palmsig_registrar_hold(handle_.get(), id.c_str(), why.c_str(), now);
        return detail::told(status, done());
    }

    result<done> release(const std::string &id, const std::string &why, std::uint64_t now) {
        const auto status = palmsig_registrar_release(handle_.get(), id.c_str(), why.c_str(), now);
        return detail::told(status, done());
    }

    result<record> held(const std::string &id) const {
        return detail::made<record, palmsig_record>(
            [&](auto out) { return palmsig_registrar_held(handle_.get(), id.c_str(), out); });
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

    /* After a change of one subject. */
    result<palmsig_loaded> reload(gallery &into, const std::string &id, std::uint64_t now) const {
        palmsig_loaded loaded = detail::fresh(palmsig_loaded_init);
        const auto status = palmsig_recogniser_reload(handle_.get(), into.get(), id.c_str(), now, &loaded);
        return detail::told(status, loaded);
    }

    static palmsig_lockout lockout() { return detail::fresh(palmsig_lockout_init); }

    /* Seconds to wait; 0 if an attempt may be made now. */
    result<std::uint64_t> may_try(const std::optional<std::string> &id, std::uint64_t now,
                                  const palmsig_lockout &lockout = recogniser::lockout()) const {
        std::uint64_t wait = 1;
        const auto status = palmsig_recogniser_may_try(handle_.get(), id ? id->c_str() : nullptr, &lockout, now, &wait);
        return detail::told(status, wait);
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

    /* All that is held about a subject, for the subject, with what was done to it. */
    result<record> export_of(const std::string &id, std::uint64_t now) {
        return detail::made<record, palmsig_record>(
            [&](auto out) { return palmsig_administrator_export(handle_.get(), id.c_str(), now, out); });
    }

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
