/* Are two pictures of one palm?
 *
 *     verify REFERENCE PROBE
 *
 * Pictures are binary PGM or PPM. Ends with 0 for the same palm, 1 for another one, 2 when something is wrong. */
#include "pgm.h"

/* A stranger in ten thousand is taken for the same person: customary for 1:1. */
#define FMR 1e-4

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
    if (status != PALMSIG_OK) {
        pgm_failed("setting up", status);
        return 2;
    }

    reference = pgm_template(extractor, arguments[1], NULL);
    if (reference != NULL) probe = pgm_template(extractor, arguments[2], NULL);
    if (probe != NULL) {
        status = palmsig_matcher_verify(matcher, probe, reference, FMR, &accepted, &comparison);
        if (status == PALMSIG_OK) {
            outcome = accepted ? 0 : 1;
            printf("%s: strangers are so alike at a rate of %.1e\n",
                   accepted ? "the same palm" : "not the same palm", comparison.false_match_rate);
        } else {
            pgm_failed("comparing", status);
        }
    }

    palmsig_template_free(probe);
    palmsig_template_free(reference);
    palmsig_matcher_free(matcher);
    palmsig_extractor_free(extractor);
    return outcome;
}
