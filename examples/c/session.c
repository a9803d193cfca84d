/* A hand over a camera: the stream is watched until an open, live palm was held still, then its owner is searched for.
 *
 *     cat FRAME... | session RATE ENROLLED...
 *
 * Frames and enrolled pictures are binary PGM or PPM; RATE is frames a second. People are known by the names of their
 * files. Ends with 0 if the person is recognised, 1 if not, 2 when something is wrong. A log goes to the standard error. */
#include "advice.h"
#include "pgm.h"

/* At most one stranger in a thousand is taken for somebody, however many are enrolled. */
#define FPIR 1e-3

#define NANOSECONDS 1000000000u

typedef struct watcher {
    palmsig_runtime *runtime;
    palmsig_extractor *extractor;
    palmsig_matcher *matcher;
    palmsig_gallery *gallery;
    palmsig_session *session;
} watcher;

/* May be called by several threads at once: one call writes one line. */
static void write_line(void *context, uint32_t kind, const char *text)
{
    fprintf(context, "%s %s\n", kind == PALMSIG_LOG_FAILURE ? "failed:" : "did:", text);
}

static int open_watcher(watcher *w)
{
    palmsig_runtime_options options;
    uint32_t encoder_id = 0;
    palmsig_status status;

    memset(w, 0, sizeof *w);
    palmsig_runtime_options_init(&options, sizeof options);
    options.threads = 2;
    options.log = write_line;
    options.log_context = stderr;
    status = palmsig_runtime_new(&options, &w->runtime);
    if (status == PALMSIG_OK) status = palmsig_extractor_new(&w->extractor);
    if (status == PALMSIG_OK) status = palmsig_extractor_encoder_id(w->extractor, &encoder_id);
    if (status == PALMSIG_OK) status = palmsig_matcher_new(&w->matcher);
    if (status == PALMSIG_OK) status = palmsig_gallery_new(w->matcher, encoder_id, &w->gallery);
    if (status == PALMSIG_OK) status = palmsig_gallery_attach(w->gallery, w->runtime);
    /* The defaults: visible light, a live hand that rests for half a second. */
    if (status == PALMSIG_OK) status = palmsig_session_new(NULL, &w->session);
    if (status == PALMSIG_OK) status = palmsig_session_attach(w->session, w->runtime);
    if (status != PALMSIG_OK) pgm_failed("setting up", status);
    return status == PALMSIG_OK;
}

static void close_watcher(watcher *w)
{
    palmsig_session_free(w->session);
    palmsig_gallery_free(w->gallery);
    palmsig_matcher_free(w->matcher);
    palmsig_extractor_free(w->extractor);
    palmsig_runtime_free(w->runtime);
}

static int enrol(watcher *w, const char *path)
{
    palmsig_template *palm = pgm_template(w->extractor, path, NULL);
    const palmsig_template *palms[1];
    palmsig_status status;

    if (palm == NULL) return 0;
    palms[0] = palm;
    status = palmsig_gallery_add(w->gallery, path, palms, 1);
    if (status != PALMSIG_OK) pgm_failed(path, status);
    palmsig_template_free(palm);
    return status == PALMSIG_OK;
}

/* Pushes frames until the session ends or the stream does. Says what the person should do whenever that changes. */
static void watch(watcher *w, unsigned rate)
{
    palmsig_image image;
    palmsig_capture capture;
    palmsig_frame frame;
    palmsig_progress progress;
    uint32_t said = PALMSIG_GUIDANCE_NONE;
    uint64_t number = 0;
    void *samples;

    palmsig_progress_init(&progress, sizeof progress);
    while (progress.state != PALMSIG_STATE_ENDED && (samples = pgm_next(stdin, &image)) != NULL) {
        palmsig_capture_init(&capture, sizeof capture);
        capture.visible = &image;
        palmsig_frame_init(&frame, sizeof frame);
        /* A real terminal takes the time at which the sensor took the frame. */
        frame.time = number++ * NANOSECONDS / rate;
        frame.capture = &capture;
        /* A frame that is not used is left out, and the next one may be. */
        if (palmsig_session_push(w->session, &frame, &progress) == PALMSIG_OK && progress.guidance != said) {
            said = progress.guidance;
            printf("%s\n", advice(said));
        }
        free(samples);
    }
}

/* Who it was, by the best capture. */
static int conclude(watcher *w)
{
    palmsig_outcome outcome;
    palmsig_template *palm = NULL;
    palmsig_candidate best;
    palmsig_identification found;
    palmsig_status status;

    palmsig_outcome_init(&outcome, sizeof outcome);
    palmsig_identification_init(&found, sizeof found);
    status = palmsig_session_finish(w->session, &outcome);
    if (status == PALMSIG_OK && outcome.end != PALMSIG_END_CAPTURED) {
        printf("no capture: PALMSIG_END_ number %lu\n", (unsigned long)outcome.end);
        return 1;
    }
    if (status == PALMSIG_OK) status = palmsig_session_take(w->session, 0, NULL, &palm);
    if (status == PALMSIG_OK) status = palmsig_gallery_identify(w->gallery, palm, FPIR, &best, 1, &found);
    palmsig_template_free(palm);
    if (status != PALMSIG_OK) {
        pgm_failed("concluding", status);
        return 2;
    }
    printf("%s, after %.1f s\n", found.accepted ? best.id : "not known", (double)outcome.took / NANOSECONDS);
    return found.accepted ? 0 : 1;
}

int main(int count, char **arguments)
{
    watcher w;
    int i, rate, sound, outcome = 2;

    rate = count < 3 ? 0 : atoi(arguments[1]);
    if (rate <= 0) {
        fprintf(stderr, "usage: %s RATE ENROLLED... < FRAMES\n", arguments[0]);
        return 2;
    }
    sound = open_watcher(&w);
    for (i = 2; i < count && sound; i++) sound = enrol(&w, arguments[i]);
    if (sound) {
        watch(&w, (unsigned)rate);
        outcome = conclude(&w);
    }
    close_watcher(&w);
    return outcome;
}
