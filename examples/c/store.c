/* A shop's store: people sign up, are recognised, are handed what is held about them, and leave.
 *
 *     store FOLDER KEY sign-up ID PICTURE...     (several pictures of one palm)
 *     store FOLDER KEY use PICTURE
 *     store FOLDER KEY export ID
 *     store FOLDER KEY remove ID
 *     store FOLDER KEY sweep
 *
 * Pictures are binary PGM or PPM. KEY is a file with the operator's key, made if it is not there: keep it apart from the
 * folder. Ends with 0 if the person is recognised or the errand done, 1 if not, 2 when something is wrong. */
#include "pgm.h"

#include <time.h>

/* At most one stranger in a thousand is taken for somebody, however many are enrolled. */
#define FPIR 1e-3

#define MAX_CAPTURES 16

/* When a capture was last taken into a template, kept with the subject. */
#define UPDATED "updated"

typedef struct shop {
    palmsig_store *store;
    palmsig_registrar *registrar;
    palmsig_recogniser *recogniser;
    palmsig_remover *remover;
    palmsig_auditor *auditor;
    palmsig_administrator *administrator;
    palmsig_extractor *extractor;
    palmsig_matcher *matcher;
    palmsig_enroller *enroller;
    palmsig_gallery *gallery;
    uint64_t now;
} shop;

static int failed(const char *what, palmsig_status status)
{
    pgm_failed(what, status);
    return 2;
}

/* memset may be left out by a compiler that sees that nobody reads the bytes again. */
static void wipe(volatile uint8_t *bytes, size_t size)
{
    while (size-- > 0) *bytes++ = 0;
}

/* A key that is gone is a store that is gone: a real shop has its key in a hardware module. */
static palmsig_status read_or_make_key(const char *path, palmsig_operator_key **key)
{
    uint8_t secret[PALMSIG_KEY_SIZE];
    size_t size = 0;
    palmsig_status status;
    FILE *file = fopen(path, "rb");

    if (file != NULL) {
        size = fread(secret, 1, sizeof secret, file);
        status = palmsig_operator_key_parse(secret, size, key);
    } else {
        status = palmsig_operator_key_generate(key);
        if (status == PALMSIG_OK) status = palmsig_operator_key_write(*key, secret, sizeof secret, &size);
        file = status == PALMSIG_OK ? fopen(path, "wb") : NULL;
        if (file == NULL || fwrite(secret, 1, size, file) != size) status = PALMSIG_ERROR_STORE_IO;
    }
    wipe(secret, sizeof secret);
    if (file != NULL && fclose(file) != 0) status = PALMSIG_ERROR_STORE_IO;
    return status;
}

static palmsig_status open_shop(shop *s, const char *folder, const char *key_file)
{
    palmsig_operator_key *key = NULL;
    palmsig_loaded loaded;
    uint32_t encoder_id = 0;
    palmsig_status status;

    memset(s, 0, sizeof *s);
    s->now = (uint64_t)time(NULL);
    status = read_or_make_key(key_file, &key);
    if (status == PALMSIG_OK) status = palmsig_store_open(folder, key, "shop", s->now, &s->store);
    palmsig_operator_key_free(key);
    /* Each part of a real shop gets its own role, and no other. */
    if (status == PALMSIG_OK) status = palmsig_store_registrar(s->store, "desk", &s->registrar);
    if (status == PALMSIG_OK) status = palmsig_store_recogniser(s->store, "till 4", &s->recogniser);
    if (status == PALMSIG_OK) status = palmsig_store_remover(s->store, "desk", &s->remover);
    if (status == PALMSIG_OK) status = palmsig_store_auditor(s->store, "auditor", &s->auditor);
    if (status == PALMSIG_OK) status = palmsig_store_administrator(s->store, "office", &s->administrator);
    if (status == PALMSIG_OK) status = palmsig_extractor_new(&s->extractor);
    if (status == PALMSIG_OK) status = palmsig_extractor_encoder_id(s->extractor, &encoder_id);
    if (status == PALMSIG_OK) status = palmsig_matcher_new(&s->matcher);
    if (status == PALMSIG_OK) status = palmsig_enroller_new(s->matcher, NULL, &s->enroller);
    if (status == PALMSIG_OK) status = palmsig_gallery_new(s->matcher, encoder_id, &s->gallery);
    palmsig_loaded_init(&loaded, sizeof loaded);
    if (status == PALMSIG_OK) status = palmsig_recogniser_load(s->recogniser, s->gallery, s->now, &loaded);
    return status;
}

static void close_shop(shop *s)
{
    palmsig_gallery_free(s->gallery);
    palmsig_enroller_free(s->enroller);
    palmsig_matcher_free(s->matcher);
    palmsig_extractor_free(s->extractor);
    palmsig_administrator_free(s->administrator);
    palmsig_auditor_free(s->auditor);
    palmsig_remover_free(s->remover);
    palmsig_recogniser_free(s->recogniser);
    palmsig_registrar_free(s->registrar);
    palmsig_store_free(s->store);
}

/* Enrols one template of several captures, unless the person is there already. */
static int sign_up(shop *s, const char *id, char **pictures, int count)
{
    palmsig_template *palms[MAX_CAPTURES] = {NULL}, *whole = NULL;
    palmsig_sample samples[MAX_CAPTURES] = {{NULL, 0}};
    palmsig_extraction told;
    palmsig_subject subject;
    palmsig_candidate other;
    const palmsig_template *enrolled[1];
    palmsig_status status;
    uint32_t duplicate = 0;
    int i, taken = 0;

    for (i = 0; i < count && i < MAX_CAPTURES; i++) {
        palms[taken] = pgm_template(s->extractor, pictures[i], &told);
        if (palms[taken] == NULL) continue;
        samples[taken].palm = palms[taken];
        samples[taken].quality = told.quality;
        taken++;
    }
    status = palmsig_enroller_enrol(s->enroller, samples, (size_t)taken, NULL, &whole);
    enrolled[0] = whole;
    if (status == PALMSIG_OK)
        status = palmsig_gallery_find_duplicate(s->gallery, id, enrolled, 1, FPIR, &duplicate, &other);
    if (status == PALMSIG_OK && !duplicate) {
        palmsig_subject_init(&subject, sizeof subject);
        subject.id = id;
        subject.palms = enrolled;
        subject.palm_count = 1;
        subject.consent = "terms 4";
        subject.consent_given = s->now;
        status = palmsig_registrar_enrol(s->registrar, &subject, s->now);
    }
    palmsig_template_free(whole);
    for (i = 0; i < taken; i++) palmsig_template_free(palms[i]);
    if (status != PALMSIG_OK) return failed(id, status);
    printf(duplicate ? "the person is enrolled already, as %s\n" : "%s is enrolled\n", duplicate ? other.id : id);
    return duplicate ? 1 : 0;
}

/* Takes a capture that was verified into the template of its owner, where it tells anything new. */
static palmsig_status bring_up_to_date(shop *s, const char *id, const palmsig_template *palm, uint32_t quality)
{
    palmsig_record *record = NULL;
    palmsig_record_info info;
    palmsig_loaded loaded;
    palmsig_sample sample;
    uint64_t last = 0;
    size_t size = 0;
    uint32_t outcome = PALMSIG_UPDATE_UNLIKE;
    palmsig_status status = palmsig_registrar_held(s->registrar, id, &record);

    palmsig_record_info_init(&info, sizeof info);
    if (status == PALMSIG_OK) status = palmsig_record_inspect(record, &info);
    palmsig_record_free(record);
    if (status != PALMSIG_OK) return status;
    status = palmsig_registrar_reference(s->registrar, id, UPDATED, (uint8_t *)&last, sizeof last, &size);
    if (status != PALMSIG_OK || size != sizeof last) last = info.created;
    sample.palm = palm;
    sample.quality = quality;
    status = palmsig_registrar_update(s->registrar, s->enroller, id, &sample, s->now > last ? s->now - last : 0,
                                      s->now, &outcome);
    if (status != PALMSIG_OK || outcome != PALMSIG_UPDATE_TAKEN) return status;
    palmsig_loaded_init(&loaded, sizeof loaded);
    status = palmsig_registrar_set_reference(s->registrar, id, UPDATED, (const uint8_t *)&s->now, sizeof s->now, s->now);
    if (status == PALMSIG_OK) status = palmsig_recogniser_reload(s->recogniser, s->gallery, id, s->now, &loaded);
    return status;
}

/* Whose palm is it? */
static int use(shop *s, const char *picture)
{
    palmsig_template *palm;
    palmsig_extraction told;
    palmsig_candidate best;
    palmsig_identification found;
    palmsig_status status;
    /* A failure lets nobody try. */
    uint64_t wait = 1;

    status = palmsig_recogniser_may_try(s->recogniser, NULL, NULL, s->now, &wait);
    if (status != PALMSIG_OK) return failed("asking for an attempt", status);
    if (wait > 0) {
        printf("too many have failed: wait for %lu s\n", (unsigned long)wait);
        return 1;
    }
    palm = pgm_template(s->extractor, picture, &told);
    if (palm == NULL) return 2;
    palmsig_identification_init(&found, sizeof found);
    status = palmsig_gallery_identify(s->gallery, palm, FPIR, &best, 1, &found);
    if (status == PALMSIG_OK && found.accepted) {
        printf("%s\n", best.id);
        status = palmsig_recogniser_used(s->recogniser, best.id, s->now);
        if (status == PALMSIG_OK) status = bring_up_to_date(s, best.id, palm, told.quality);
    } else if (status == PALMSIG_OK) {
        printf("not known\n");
        status = palmsig_recogniser_refused(s->recogniser, NULL, s->now);
    }
    palmsig_template_free(palm);
    if (status != PALMSIG_OK) return failed("recognising", status);
    return found.accepted ? 0 : 1;
}

/* A real shop hands out the bytes of all texts, references and templates. */
static int export(shop *s, const char *id)
{
    palmsig_record *record = NULL;
    palmsig_record_info info;
    palmsig_entry entry;
    char consent[4096];
    size_t i, size = 0;
    palmsig_status status = palmsig_administrator_export(s->administrator, id, s->now, &record);

    palmsig_record_info_init(&info, sizeof info);
    palmsig_entry_init(&entry, sizeof entry);
    if (status == PALMSIG_OK) status = palmsig_record_inspect(record, &info);
    if (status == PALMSIG_OK)
        status = palmsig_record_text(record, PALMSIG_TEXT_CONSENT, 0, (uint8_t *)consent, sizeof consent, &size);
    if (status == PALMSIG_OK) printf("%s agreed to %.*s\n", id, (int)size, consent);
    for (i = 0; i < info.entries && status == PALMSIG_OK; i++) {
        status = palmsig_record_entry(record, i, &entry);
        if (status == PALMSIG_OK) printf("  PALMSIG_EVENT_ number %lu\n", (unsigned long)entry.event);
    }
    palmsig_record_free(record);
    return status == PALMSIG_OK ? 0 : failed(id, status);
}

static int leave(shop *s, const char *id)
{
    palmsig_receipt receipt;
    palmsig_trail_head head;
    size_t holds = 0;
    uint32_t genuine = 0;
    palmsig_status status = palmsig_remover_remove(s->remover, id, s->gallery, s->now, &holds, &receipt);

    if (status == PALMSIG_OK && holds == 0) status = palmsig_auditor_confirms(s->auditor, &receipt, &genuine);
    if (status == PALMSIG_OK) status = palmsig_auditor_verify(s->auditor, NULL, &head);
    if (status != PALMSIG_OK) return failed(id, status);
    printf(genuine ? "%s is removed, with a receipt\n" : "%s is held\n", id);
    return genuine ? 0 : 1;
}

static int sweep(shop *s)
{
    size_t removed = 0;
    palmsig_status status = palmsig_remover_sweep(s->remover, s->gallery, s->now, &removed);

    if (status != PALMSIG_OK) return failed("sweeping", status);
    printf("%lu removed\n", (unsigned long)removed);
    return 0;
}

int main(int count, char **arguments)
{
    shop s;
    palmsig_status status;
    const char *errand = count > 3 ? arguments[3] : "";
    int outcome = 2;

    status = count > 3 ? open_shop(&s, arguments[1], arguments[2]) : PALMSIG_ERROR_ARGUMENT;
    if (count > 3 && status != PALMSIG_OK) pgm_failed("opening", status);
    else if (count > 5 && strcmp(errand, "sign-up") == 0) outcome = sign_up(&s, arguments[4], arguments + 5, count - 5);
    else if (count == 5 && strcmp(errand, "use") == 0) outcome = use(&s, arguments[4]);
    else if (count == 5 && strcmp(errand, "export") == 0) outcome = export(&s, arguments[4]);
    else if (count == 5 && strcmp(errand, "remove") == 0) outcome = leave(&s, arguments[4]);
    else if (count == 4 && strcmp(errand, "sweep") == 0) outcome = sweep(&s);
    else fprintf(stderr, "usage: %s FOLDER KEY sign-up|use|export|remove|sweep ...\n", arguments[0]);
    if (count > 3) close_shop(&s);
    return outcome;
}
