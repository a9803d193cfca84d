/* palmsig for C++17: owners and views over palmsig.h. Header only; link the C library.
 *
 *  - Handles are owners that move and do not copy; they free what they hold. One made of a handle takes it over.
 *  - Everything that can fail returns a result<T>: test it, or ask for its value(), which throws palmsig::exception.
 *    Without exceptions (-fno-exceptions) value() does not exist.
 *  - view<T> is a pointer and a length, as std::span of C++20 is.
 *
 * Threads, units and ranges are those of palmsig.h.
 *
 * MIT or Apache-2.0, at your choice. */
#ifndef PALMSIG_HPP
#define PALMSIG_HPP

#include "palmsig_result.hpp"

namespace palmsig {

/* Pictures in your memory: rows of `stride` bytes. They must outlive what is made of them. */
inline palmsig_image image(view<std::uint8_t> samples, std::size_t height, std::size_t width, std::size_t stride,
                           std::uint32_t layout = PALMSIG_LAYOUT_GRAY) {
    palmsig_image made = detail::fresh(palmsig_image_init);
    made.layout = layout;
    made.samples = samples.data();
    made.samples_size = samples.size();
    made.height = height;
    made.width = width;
    made.row_stride = stride;
    return made;
}

/* The same with samples of 16 bits, of which `bit_depth` mean something. */
inline palmsig_image image(view<std::uint16_t> samples, std::size_t height, std::size_t width, std::size_t stride,
                           std::uint32_t layout = PALMSIG_LAYOUT_GRAY, std::uint32_t bit_depth = 16) {
    palmsig_image made = image(view<std::uint8_t>(), height, width, stride, layout);
    made.samples = samples.data();
    made.samples_size = samples.size() * sizeof(std::uint16_t);
    made.sample_bits = 16;
    made.bit_depth = bit_depth;
    return made;
}

/* One moment of one hand. The pictures must outlive it. */
inline palmsig_capture capture(const palmsig_image *visible, const palmsig_image *near_infrared = nullptr,
                               std::uint32_t hand = PALMSIG_HAND_UNKNOWN) {
    palmsig_capture made = detail::fresh(palmsig_capture_init);
    made.visible = visible;
    made.near_infrared = near_infrared;
    made.hand = hand;
    return made;
}

/* What the person could do better after an extraction has failed: PALMSIG_GUIDANCE_... */
inline std::uint32_t guidance(const failure &what) {
    std::uint32_t told = PALMSIG_GUIDANCE_NONE;
    palmsig_guidance_of_status(what.status, &told);
    return told;
}

/* Threads and a log that handles are attached to; they keep them. */
class runtime {
public:
    explicit runtime(palmsig_runtime *handle) noexcept : handle_(handle) {}
    static palmsig_runtime_options options() { return detail::fresh(palmsig_runtime_options_init); }
    static result<runtime> make(const palmsig_runtime_options &options) {
        return detail::made<runtime, palmsig_runtime>([&](auto out) { return palmsig_runtime_new(&options, out); });
    }

    const palmsig_runtime *get() const noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_runtime, palmsig_runtime_free> handle_;
};

/* The signature of one palm. */
class palm {
public:
    explicit palm(palmsig_template *handle) noexcept : handle_(handle) {}
    static result<palm> parse(view<std::uint8_t> bytes) {
        return detail::made<palm, palmsig_template>(
            [&](auto out) { return palmsig_template_parse(bytes.data(), bytes.size(), out); });
    }

    /* The bytes identify a person: keep them sealed. */
    result<std::vector<std::uint8_t>> bytes() const {
        std::size_t size = 0;
        palmsig_status status = palmsig_template_write(get(), nullptr, 0, &size);
        std::vector<std::uint8_t> bytes(size);
        if (status == PALMSIG_OK) status = palmsig_template_write(get(), bytes.data(), bytes.size(), &size);
        return detail::told(status, std::move(bytes));
    }

    result<palmsig_template_info> info() const {
        palmsig_template_info info = detail::fresh(palmsig_template_info_init);
        const auto status = palmsig_template_inspect(get(), &info);
        return detail::told(status, info);
    }

    result<palmsig_view> view_at(std::size_t index) const {
        palmsig_view found{};
        const auto status = palmsig_template_view(get(), index, &found);
        return detail::told(status, found);
    }

    /* The views of an enrolment with the recent ones. */
    result<palm> joined(const palm &recent) const {
        return detail::made<palm, palmsig_template>(
            [&](auto out) { return palmsig_template_join(get(), recent.get(), out); });
    }

    const palmsig_template *get() const noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_template, palmsig_template_free> handle_;
};

/* A template, and how good the capture is. */
struct extraction {
    palmsig::palm palm;
    palmsig_extraction told;
};

class extractor {
public:
    explicit extractor(palmsig_extractor *handle) noexcept : handle_(handle) {}
    static result<extractor> make() { return detail::made<extractor, palmsig_extractor>(palmsig_extractor_new); }

    result<done> attach(const runtime &to) {
        const auto status = palmsig_extractor_attach(handle_.get(), to.get());
        return detail::told(status, done());
    }

    result<std::uint32_t> encoder_id() const {
        std::uint32_t id = 0;
        const auto status = palmsig_extractor_encoder_id(handle_.get(), &id);
        return detail::told(status, id);
    }

    result<extraction> extract(const palmsig_capture &capture, const palmsig_location *location = nullptr) {
        palmsig_extraction told = detail::fresh(palmsig_extraction_init);
        palmsig_template *made = nullptr;
        const auto status = palmsig_extractor_extract(handle_.get(), &capture, location, &told, &made);
        return detail::told(status, extraction{palm(made), told});
    }
private:
    detail::owner<palmsig_extractor, palmsig_extractor_free> handle_;
};

/* The outcome of a decision. */
struct verification {
    bool accepted;
    palmsig_comparison comparison;
};

class matcher {
public:
    explicit matcher(palmsig_matcher *handle) noexcept : handle_(handle) {}
    static result<matcher> make() { return detail::made<matcher, palmsig_matcher>(palmsig_matcher_new); }

    result<palmsig_comparison> compare(const palm &a, const palm &b) const {
        palmsig_comparison found{};
        const auto status = palmsig_matcher_compare(get(), a.get(), b.get(), &found);
        return detail::told(status, found);
    }

    /* At a false match rate. */
    result<verification> verify(const palm &probe, const palm &reference, double fmr) const {
        std::uint32_t accepted = 0;
        palmsig_comparison found{};
        const auto status = palmsig_matcher_verify(get(), probe.get(), reference.get(), fmr, &accepted, &found);
        return detail::told(status, verification{accepted == 1, found});
    }

    const palmsig_matcher *get() const noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_matcher, palmsig_matcher_free> handle_;
};

/* The outcome of a search: candidates, best first. */
struct identification {
    bool accepted;
    std::size_t compared;
    std::vector<palmsig_candidate> candidates;

    /* The id of the person recognised; NULL if nobody was. It lives as long as this. */
    const char *person() const noexcept { return accepted ? candidates.front().id : nullptr; }
};

class gallery {
public:
    explicit gallery(palmsig_gallery *handle) noexcept : handle_(handle) {}
    static result<gallery> make(const matcher &matcher, std::uint32_t encoder_id) {
        return detail::made<gallery, palmsig_gallery>(
            [&](auto out) { return palmsig_gallery_new(matcher.get(), encoder_id, out); });
    }

    result<done> attach(const runtime &to) {
        const auto status = palmsig_gallery_attach(handle_.get(), to.get());
        return detail::told(status, done());
    }

    /* The gallery keeps copies. */
    result<done> add(const std::string &id, const palm &one) {
        const palmsig_template *const palms[] = {one.get()};
        const auto status = palmsig_gallery_add(handle_.get(), id.c_str(), palms, 1);
        return detail::told(status, done());
    }

    result<done> add(const std::string &id, const palm &left, const palm &right) {
        const palmsig_template *const palms[] = {left.get(), right.get()};
        const auto status = palmsig_gallery_add(handle_.get(), id.c_str(), palms, 2);
        return detail::told(status, done());
    }

    result<done> remove(const std::string &id) {
        const auto status = palmsig_gallery_remove(handle_.get(), id.c_str());
        return detail::told(status, done());
    }

    result<std::size_t> count() const {
        std::size_t count = 0;
        const auto status = palmsig_gallery_count(handle_.get(), &count);
        return detail::told(status, count);
    }

    result<verification> verify(const std::string &id, const palm &probe, double fmr) const {
        std::uint32_t accepted = 0;
        palmsig_comparison found{};
        const auto status =
            palmsig_gallery_verify(handle_.get(), id.c_str(), probe.get(), fmr, &accepted, &found);
        return detail::told(status, verification{accepted == 1, found});
    }

    /* At most `most` candidates. */
    result<identification> identify(const palm &probe, double fpir, std::size_t most = 1) const {
        std::vector<palmsig_candidate> candidates(most);
        palmsig_identification found = detail::fresh(palmsig_identification_init);
        const auto status = palmsig_gallery_identify(handle_.get(), probe.get(), fpir, candidates.data(),
                                                     candidates.size(), &found);
        candidates.resize(status == PALMSIG_OK ? found.candidates : 0);
        return detail::told(status, identification{found.accepted == 1, found.compared, std::move(candidates)});
    }

    /* Several searches that share a pass over the gallery. The rate holds for each. */
    result<std::vector<identification>> identify(const std::vector<palm> &probes, double fpir,
                                                 std::size_t most = 1) const {
        std::vector<const palmsig_template *> palms;
        for (const auto &probe : probes) palms.push_back(probe.get());
        // One more than needed: a place to point to where there is no probe.
        std::vector<palmsig_candidate> candidates(probes.size() * most + 1);
        std::vector<palmsig_identification> found(probes.size() + 1,
                                                  detail::fresh(palmsig_identification_init));
        palms.push_back(nullptr);
        const auto status =
            palmsig_gallery_identify_batch(handle_.get(), palms.data(), probes.size(), fpir, candidates.data(),
                                           most, found.data());
        std::vector<identification> each;
        for (std::size_t i = 0; status == PALMSIG_OK && i < probes.size(); i++) {
            const palmsig_candidate *first = candidates.data() + i * most;
            each.push_back({found[i].accepted == 1, found[i].compared, {first, first + found[i].candidates}});
        }
        return detail::told(status, std::move(each));
    }

    /* Who else is this palm's owner, if anybody? */
    result<std::optional<palmsig_candidate>> duplicate(const std::string &id, const palm &one, double fpir) const {
        const palmsig_template *const palms[] = {one.get()};
        palmsig_candidate who{};
        std::uint32_t found = 0;
        const auto status =
            palmsig_gallery_find_duplicate(handle_.get(), id.c_str(), palms, 1, fpir, &found, &who);
        return detail::told(status, found == 1 ? std::optional<palmsig_candidate>(who) : std::nullopt);
    }
    palmsig_gallery *get() noexcept { return handle_.get(); }
private:
    detail::owner<palmsig_gallery, palmsig_gallery_free> handle_;
};

/* A capture that a session kept. */
struct kept {
    palmsig::palm palm;
    std::uint32_t quality;
};

/* Watches a stream for one hand after the other that is held there on purpose. */
class session {
public:
    explicit session(palmsig_session *handle) noexcept : handle_(handle) {}
    static palmsig_session_options options() { return detail::fresh(palmsig_session_options_init); }
    static result<session> make(const palmsig_session_options &options = session::options()) {
        return detail::made<session, palmsig_session>([&](auto out) { return palmsig_session_new(&options, out); });
    }

    result<done> attach(const runtime &to) {
        const auto status = palmsig_session_attach(handle_.get(), to.get());
        return detail::told(status, done());
    }

    /* A status of 900 to 999 says that the frame is not used. `time` is the sensor's, in nanoseconds. */
    result<palmsig_progress> push(std::uint64_t time, const palmsig_capture &capture,
                                  std::uint32_t lamp = PALMSIG_LAMP_LIT) {
        palmsig_frame frame = detail::fresh(palmsig_frame_init);
        frame.time = time;
        frame.lamp = lamp;
        frame.capture = &capture;
        palmsig_progress progress = detail::fresh(palmsig_progress_init);
        const auto status = palmsig_session_push(handle_.get(), &frame, &progress);
        return detail::told(status, progress);
    }

    /* Where no frame comes. */
    result<palmsig_progress> tick(std::uint64_t now) {
        palmsig_progress progress = detail::fresh(palmsig_progress_init);
        const auto status = palmsig_session_tick(handle_.get(), now, &progress);
        return detail::told(status, progress);
    }

    result<palmsig_outcome> finish() {
        palmsig_outcome outcome = detail::fresh(palmsig_outcome_init);
        const auto status = palmsig_session_finish(handle_.get(), &outcome);
        return detail::told(status, outcome);
    }

    /* Of the hand whose session was finished last; best first. */
    result<kept> take(std::size_t index) const {
        palmsig_template *made = nullptr;
        std::uint32_t quality = 0;
        const auto status = palmsig_session_take(handle_.get(), index, &quality, &made);
        return detail::told(status, kept{palm(made), quality});
    }
private:
    detail::owner<palmsig_session, palmsig_session_free> handle_;
};

/* A template, and what became of each capture: PALMSIG_VERDICT_... */
struct enrolment {
    palmsig::palm palm;
    std::vector<std::uint32_t> verdicts;
};

/* PALMSIG_UPDATE_..., and the recent views if the capture was taken. */
struct update {
    std::uint32_t outcome;
    std::optional<palm> recent;
};

class enroller {
public:
    explicit enroller(palmsig_enroller *handle) noexcept : handle_(handle) {}
    static palmsig_enrol_options options() { return detail::fresh(palmsig_enrol_options_init); }

    static result<enroller> make(const matcher &matcher, const palmsig_enrol_options *options = nullptr) {
        return detail::made<enroller, palmsig_enroller>(
            [&](auto out) { return palmsig_enroller_new(matcher.get(), options, out); });
    }

    result<enrolment> enrol(view<extraction> captures) const {
        std::vector<palmsig_sample> samples;
        for (const extraction &capture : captures) samples.push_back(sample(capture));
        std::vector<std::uint32_t> verdicts(samples.size());
        /* A vector without elements may have no address; the library wants one. */
        samples.reserve(1);
        palmsig_template *made = nullptr;
        const auto status = palmsig_enroller_enrol(handle_.get(), samples.data(), samples.size(),
                                                   verdicts.empty() ? nullptr : verdicts.data(), &made);
        return detail::told(status, enrolment{palm(made), std::move(verdicts)});
    }

    /* `recent` is what the last update gave, if there was one. */
    result<palmsig::update> update(const palm &anchor, const palm *recent, const extraction &capture,
                                   std::uint64_t seconds) const {
        const palmsig_sample taken = sample(capture);
        std::uint32_t outcome = 0;
        palmsig_template *made = nullptr;
        const auto status = palmsig_enroller_update(handle_.get(), anchor.get(), recent ? recent->get() : nullptr,
                                                    &taken, seconds, &outcome, &made);
        auto next = made ? std::optional<palm>(palm(made)) : std::nullopt;
        return detail::told(status, palmsig::update{outcome, std::move(next)});
    }

    const palmsig_enroller *get() const noexcept { return handle_.get(); }
private:
    static palmsig_sample sample(const extraction &of) { return {of.palm.get(), of.told.quality}; }
    detail::owner<palmsig_enroller, palmsig_enroller_free> handle_;
};

} // namespace palmsig

#endif
