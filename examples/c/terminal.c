/* A shop's terminal: people are enrolled from several captures each, then a camera is watched.
 *
 *     cat FRAME... | terminal ID CAPTURE CAPTURE... [-- ID CAPTURE CAPTURE...]...
 *
 * Captures and frames are binary PGM or PPM; the camera is simulated by frames on the standard input, one behind the
 * other. */
#include "advice.h"
#include "pgm.h"

/* At most one stranger in a thousand is taken for somebody, however many are enrolled. */
#define FPIR 1e-3

#define MAX_CAPTURES 16

typedef struct terminal {
    palmsig_extractor *extractor;
    palmsig_matcher *matcher;
    palmsig_enroller *enroller;
    palmsig_gallery *gallery;
} terminal;

static int open_terminal(terminal *t)
{
    uint32_t encoder_id = 0;
    palmsig_status status;

    memset(t, 0, sizeof *t);
    if (palmsig_abi_version() != PALMSIG_ABI_VERSION) {
        fprintf(stderr, "compiled with another header than the library's\n");
        return 0;
    }
    status = palmsig_extractor_new(&t->extractor);
    if (status == PALMSIG_OK) status = palmsig_extractor_encoder_id(t->extractor, &encoder_id);
    if (status == PALMSIG_OK) status = palmsig_matcher_new(&t->matcher);
    if (status == PALMSIG_OK) status = palmsig_enroller_new(t->matcher, NULL, &t->enroller);
    if (status == PALMSIG_OK) status = palmsig_gallery_new(t->matcher, encoder_id, &t->gallery);
    if (status != PALMSIG_OK) pgm_failed("setting up", status);
    return status == PALMSIG_OK;
}

static void close_terminal(terminal *t)
{
    palmsig_gallery_free(t->gallery);
    palmsig_enroller_free(t->enroller);
    palmsig_matcher_free(t->matcher);
    palmsig_extractor_free(t->extractor);
}

/* Makes one template of several captures and enrols it. */
static int enrol(terminal *t, const char *id, char **captures, int count)
{
    palmsig_sample samples[MAX_CAPTURES];
    palmsig_template *palms[MAX_CAPTURES] = {NULL}, *whole = NULL;
    const palmsig_template *enrolled[1];
    palmsig_extraction told;
    palmsig_status status = PALMSIG_OK;
    int i, taken = 0;

    for (i = 0; i < count && i < MAX_CAPTURES; i++) {
        palms[taken] = pgm_template(t->extractor, captures[i], &told);
        if (palms[taken] == NULL) continue;
        samples[taken].palm = palms[taken];
        samples[taken].quality = told.quality;
        taken++;
    }
    status = palmsig_enroller_enrol(t->enroller, samples, (size_t)taken, NULL, &whole);
    if (status == PALMSIG_OK) {
        enrolled[0] = whole;
        status = palmsig_gallery_add(t->gallery, id, enrolled, 1);
    }
    palmsig_template_free(whole);
    for (i = 0; i < taken; i++) palmsig_template_free(palms[i]);
    if (status != PALMSIG_OK) pgm_failed(id, status);
    else printf("%s is enrolled with %d captures\n", id, taken);
    return status == PALMSIG_OK;
}

/* The template of one frame, with how good it is. */
static palmsig_status extract(terminal *t, const palmsig_image *image, palmsig_extraction *told,
                              palmsig_template **palm)
{
    palmsig_capture capture;

    palmsig_capture_init(&capture, sizeof capture);
    capture.visible = image;
    palmsig_extraction_init(told, sizeof *told);
    return palmsig_extractor_extract(t->extractor, &capture, NULL, told, palm);
}

/* One frame: advice, or who it is. */
static void look(terminal *t, const palmsig_image *image, int number)
{
    palmsig_template *palm = NULL;
    palmsig_extraction told;
    palmsig_candidate best;
    palmsig_identification found;
    palmsig_status status = extract(t, image, &told, &palm);

    printf("frame %d: ", number);
    if (status != PALMSIG_OK) {
        uint32_t guidance = PALMSIG_GUIDANCE_NONE;
        palmsig_guidance_of_status(status, &guidance);
        printf("%s\n", advice(guidance));
        return;
    }
    palmsig_identification_init(&found, sizeof found);
    status = palmsig_gallery_identify(t->gallery, palm, FPIR, &best, 1, &found);
    if (status != PALMSIG_OK) {
        printf("no search\n");
        pgm_failed("searching", status);
    } else if (found.accepted) {
        printf("%s, quality %lu\n", best.id, (unsigned long)told.quality);
    } else {
        printf("not known, quality %lu\n", (unsigned long)told.quality);
    }
    palmsig_template_free(palm);
}

int main(int count, char **arguments)
{
    terminal t;
    palmsig_image image;
    void *samples;
    int first = 1, number = 0, sound = open_terminal(&t);

    while (sound && first < count) {
        int end = first + 1;
        while (end < count && strcmp(arguments[end], "--") != 0) end++;
        sound = enrol(&t, arguments[first], arguments + first + 1, end - first - 1);
        first = end + 1;
    }
    while (sound && (samples = pgm_next(stdin, &image)) != NULL) {
        look(&t, &image, ++number);
        free(samples);
    }
    close_terminal(&t);
    return sound ? 0 : 2;
}
