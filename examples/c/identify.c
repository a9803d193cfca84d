/* Whose palm is it?
 *
 *     identify PROBE ENROLLED...
 *
 * Pictures are binary PGM or PPM; people are known by the names of their files. Ends with 0 if the person is
 * recognised, 1 if not, 2 when something is wrong. */
#include "pgm.h"

/* At most one stranger in a thousand is taken for somebody, however many are enrolled. */
#define FPIR 1e-3

#define CANDIDATES 3

/* Enrols the palm of a picture; the gallery keeps a copy of the template. */
static int enrol(palmsig_gallery *gallery, palmsig_extractor *extractor, const char *path)
{
    palmsig_template *palm = pgm_template(extractor, path, NULL);
    const palmsig_template *palms[1];
    palmsig_status status;

    if (palm == NULL) return 0;
    palms[0] = palm;
    status = palmsig_gallery_add(gallery, path, palms, 1);
    if (status != PALMSIG_OK) pgm_failed(path, status);
    palmsig_template_free(palm);
    return status == PALMSIG_OK;
}

static int search(palmsig_gallery *gallery, const palmsig_template *probe)
{
    palmsig_candidate candidates[CANDIDATES];
    palmsig_identification found;
    palmsig_status status;
    size_t i;

    palmsig_identification_init(&found, sizeof found);
    status = palmsig_gallery_identify(gallery, probe, FPIR, candidates, CANDIDATES, &found);
    if (status != PALMSIG_OK) {
        pgm_failed("searching", status);
        return 2;
    }
    printf("%s (palms compared: %lu)\n", found.accepted ? candidates[0].id : "not known",
           (unsigned long)found.compared);
    for (i = 0; i < found.candidates; i++) {
        printf("  %s: similarity %ld\n", candidates[i].id, (long)candidates[i].comparison.similarity);
    }
    return found.accepted ? 0 : 1;
}

int main(int count, char **arguments)
{
    palmsig_extractor *extractor = NULL;
    palmsig_matcher *matcher = NULL;
    palmsig_gallery *gallery = NULL;
    palmsig_template *probe;
    uint32_t encoder_id = 0;
    palmsig_status status;
    int i, outcome = 2, sound = 1;

    if (count < 3) {
        fprintf(stderr, "usage: %s PROBE ENROLLED...\n", arguments[0]);
        return 2;
    }
    status = palmsig_extractor_new(&extractor);
    if (status == PALMSIG_OK) status = palmsig_extractor_encoder_id(extractor, &encoder_id);
    if (status == PALMSIG_OK) status = palmsig_matcher_new(&matcher);
    if (status == PALMSIG_OK) status = palmsig_gallery_new(matcher, encoder_id, &gallery);
    if (status != PALMSIG_OK) {
        pgm_failed("setting up", status);
        return 2;
    }

    for (i = 2; i < count && sound; i++) sound = enrol(gallery, extractor, arguments[i]);
    probe = sound ? pgm_template(extractor, arguments[1], NULL) : NULL;
    if (probe != NULL) outcome = search(gallery, probe);

    palmsig_template_free(probe);
    palmsig_gallery_free(gallery);
    palmsig_matcher_free(matcher);
    palmsig_extractor_free(extractor);
    return outcome;
}
