/* Are two pictures of one palm?
 *
 *     verify REFERENCE PROBE
 *
 * Pictures are binary PGM or PPM. Ends with 0 for the same palm, 1 for another one, 2 when something is wrong. */
#include "pgm.h"

/* A stranger in ten thousand is taken for the same person: customary for 1:1. */
#define FMR 1e-4

static int failed(const char *what, palmsig_status status)
{
    fprintf(stderr, "%s: %s (%s)\n", what, palmsig_last_error(), palmsig_status_name(status));
    return 2;
}

/* The template of the picture at `path`, to be freed by the caller; NULL after saying why there is none. */
static palmsig_template *template_of(palmsig_extractor *extractor, const char *path)
{
    palmsig_image image;
    palmsig_capture capture;
    palmsig_template *palm = NULL;
    palmsig_status status;
    void *samples = pgm_read(path, &image);

    if (samples == NULL) {
        fprintf(stderr, "%s: no binary PGM or PPM picture\n", path);
        return NULL;
    }
    palmsig_capture_init(&capture, sizeof capture);
    capture.visible = &image;
    status = palmsig_extractor_extract(extractor, &capture, NULL, NULL, &palm);
    if (status != PALMSIG_OK) failed(path, status);
    free(samples);
    return palm;
}

int main(int count, char **arguments)
{
    palmsig_extractor *extractor = NULL;
    palmsig_matcher *matcher = NULL;
    palmsig_template *reference = NULL, *probe = NULL;
    palmsig_comparison comparison;
    uint32_t accepted = 0;
    palmsig_status status;
    int outcome = 2;

    if (count != 3) {
        fprintf(stderr, "usage: %s REFERENCE PROBE\n", arguments[0]);
        return 2;
    }
    status = palmsig_extractor_new(&extractor);
    if (status == PALMSIG_OK) status = palmsig_matcher_new(&matcher);
    if (status != PALMSIG_OK) return failed("setting up", status);

    reference = template_of(extractor, arguments[1]);
    if (reference != NULL) probe = template_of(extractor, arguments[2]);
    if (probe != NULL) {
        status = palmsig_matcher_verify(matcher, probe, reference, FMR, &accepted, &comparison);
        if (status == PALMSIG_OK) {
            outcome = accepted ? 0 : 1;
            printf("%s: strangers are so alike at a rate of %.1e\n",
                   accepted ? "the same palm" : "not the same palm", comparison.false_match_rate);
        } else {
            outcome = failed("comparing", status);
        }
    }

    palmsig_template_free(probe);
    palmsig_template_free(reference);
    palmsig_matcher_free(matcher);
    palmsig_extractor_free(extractor);
    return outcome;
}
