/* What the misuse suite calls functions with. misuse.rs makes the calls. */
#include <math.h>
#include <palmsig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "Any status that the header names." */
#define ANY (-1)

static unsigned long calls, faults;

static palmsig_extractor *good_palmsig_extractor;
static palmsig_matcher *good_palmsig_matcher;
static palmsig_gallery *good_palmsig_gallery;
static palmsig_enroller *good_palmsig_enroller;
static palmsig_template *good_palmsig_template;
static palmsig_session *good_palmsig_session;
static palmsig_runtime *good_palmsig_runtime;
static palmsig_operator_key *good_palmsig_operator_key;
static palmsig_tenant_key *good_palmsig_tenant_key;
static palmsig_subject_key *good_palmsig_subject_key;
static palmsig_service_key *good_palmsig_service_key;
static palmsig_replay_guard *good_palmsig_replay_guard;
static palmsig_store *good_palmsig_store;
static palmsig_registrar *good_palmsig_registrar;
static palmsig_recogniser *good_palmsig_recogniser;
static palmsig_remover *good_palmsig_remover;
static palmsig_auditor *good_palmsig_auditor;
static palmsig_administrator *good_palmsig_administrator;
static palmsig_record *good_palmsig_record;

/* What calls make. */
static palmsig_extractor *made_palmsig_extractor;
static palmsig_matcher *made_palmsig_matcher;
static palmsig_gallery *made_palmsig_gallery;
static palmsig_enroller *made_palmsig_enroller;
static palmsig_template *made_palmsig_template, *also_made_palmsig_template;
static palmsig_session *made_palmsig_session;
static palmsig_runtime *made_palmsig_runtime;
static palmsig_operator_key *made_palmsig_operator_key;
static palmsig_tenant_key *made_palmsig_tenant_key;
static palmsig_subject_key *made_palmsig_subject_key;
static palmsig_service_key *made_palmsig_service_key;
static palmsig_replay_guard *made_palmsig_replay_guard;
static palmsig_store *made_palmsig_store;
static palmsig_registrar *made_palmsig_registrar;
static palmsig_recogniser *made_palmsig_recogniser;
static palmsig_remover *made_palmsig_remover;
static palmsig_auditor *made_palmsig_auditor;
static palmsig_administrator *made_palmsig_administrator;
static palmsig_record *made_palmsig_record;

/* Structs and numbers that calls read and write, set anew before each. */
static palmsig_image place_palmsig_image;
static palmsig_capture place_palmsig_capture;
static palmsig_location place_palmsig_location;
static palmsig_extraction place_palmsig_extraction;
static palmsig_template_info place_palmsig_template_info;
static palmsig_view place_palmsig_view;
static palmsig_comparison place_palmsig_comparison;
static palmsig_candidate place_palmsig_candidate;
static palmsig_identification place_palmsig_identification;
static palmsig_enrol_options place_palmsig_enrol_options;
static palmsig_session_options place_palmsig_session_options;
static palmsig_runtime_options place_palmsig_runtime_options;
static palmsig_frame place_palmsig_frame;
static palmsig_progress place_palmsig_progress;
static palmsig_outcome place_palmsig_outcome;
static double place_double;
static palmsig_purpose place_palmsig_purpose;
static palmsig_subject place_palmsig_subject, known_subject;
static palmsig_loaded place_palmsig_loaded;
static palmsig_lockout place_palmsig_lockout;
static palmsig_record_info place_palmsig_record_info;
static palmsig_entry place_palmsig_entry;
static palmsig_receipt place_palmsig_receipt;
static palmsig_trail_head place_palmsig_trail_head;
static uint32_t place_uint32_t;
static uint64_t place_uint64_t;
static size_t place_size_t;
static uint8_t place_buffer[65536];

static uint64_t no_handle[64];
static char long_text[1000];
static const char *good_id = "known";
static uint8_t good_bytes[65536];
static size_t good_size;
static size_t good_capacity = 1;
static size_t good_count = 1;
static size_t good_index;
static double good_fmr = 1e-4, good_fpir = 1e-3;
static uint32_t good_encoder_id;
static uint64_t good_seconds = 1000000;
static uint32_t good_signal = PALMSIG_SIGNAL_TEXTURE;
static uint8_t good_secret[PALMSIG_KEY_SIZE], good_public_key[PALMSIG_KEY_SIZE];
static size_t good_secret_size = PALMSIG_KEY_SIZE, good_public_key_size = PALMSIG_KEY_SIZE;
static uint8_t good_wrapped[PALMSIG_WRAPPED_KEY_SIZE];
static size_t good_wrapped_size = PALMSIG_WRAPPED_KEY_SIZE;
static const uint8_t good_context[] = {'s', 'h', 'o', 'p'};
static size_t good_context_size = sizeof good_context;
static uint8_t good_sealed[65536], good_envelope[65536];
static size_t good_sealed_size, good_envelope_size, good_bytes_size, good_envelopes = 1000;
static char good_folder[4096], store_folder[4096 + 8];
static const char *good_tenant = "shop", *good_actor = "till 4", *good_kind = "card", *good_hold = "a purchase";
static uint32_t good_text = PALMSIG_TEXT_CONSENT;
static const uint8_t card[] = {1, 2, 3};
static palmsig_reference good_references[1];
static uint64_t good_now = 1800000000, good_window = 60;
static palmsig_status good_status = PALMSIG_ERROR_NO_HAND;
static const palmsig_template *good_palms[2];
static const palmsig_template *palms_with_null[2];
static const palmsig_template *palms_with_matcher[2];
static palmsig_sample good_samples[2], samples_with_null[2], samples_with_matcher[2], samples_without_quality[2];
#define good_sample good_samples
#define good_probes good_palms

static uint8_t pixels[1 << 20];
static size_t rows, columns;
/* Nanoseconds: each frame comes after the one before it. */
static uint64_t moment;

/* An address that nothing of more than one byte can lie at. */
static void *odd(const volatile void *pointer)
{
    return (char *)(uintptr_t)pointer + 1;
}

static unsigned long lines;

static void count_line(void *context, uint32_t kind, const char *text)
{
    (void)kind;
    *(unsigned long *)context += strlen(text) > 0;
}

static void check(palmsig_status status, palmsig_status expected, const char *about)
{
    int known = strcmp(palmsig_status_name(status), "unknown") != 0 && status != PALMSIG_ERROR_INTERNAL;
    calls++;
    if (known && (expected == ANY || status == expected)) return;
    faults++;
    fprintf(stderr, "%s: %ld %s (%s)\n", about, (long)status, palmsig_status_name(status), palmsig_last_error());
}

static void check_text(const char *text, const char *about)
{
    calls++;
    if (text == NULL) {
        faults++;
        fprintf(stderr, "%s gave NULL\n", about);
    }
}

static void must(palmsig_status status, const char *about)
{
    if (status == PALMSIG_OK) return;
    fprintf(stderr, "%s: %s (%s)\n", about, palmsig_status_name(status), palmsig_last_error());
    exit(2);
}

/* Everything as it was before the last call. */
static void fresh(void)
{
    palmsig_extractor_free(made_palmsig_extractor);
    palmsig_matcher_free(made_palmsig_matcher);
    palmsig_gallery_free(made_palmsig_gallery);
    palmsig_enroller_free(made_palmsig_enroller);
    palmsig_template_free(made_palmsig_template);
    palmsig_template_free(also_made_palmsig_template);
    palmsig_session_free(made_palmsig_session);
    palmsig_runtime_free(made_palmsig_runtime);
    palmsig_operator_key_free(made_palmsig_operator_key);
    palmsig_tenant_key_free(made_palmsig_tenant_key);
    palmsig_subject_key_free(made_palmsig_subject_key);
    palmsig_service_key_free(made_palmsig_service_key);
    palmsig_replay_guard_free(made_palmsig_replay_guard);
    palmsig_store_free(made_palmsig_store);
    palmsig_registrar_free(made_palmsig_registrar);
    palmsig_recogniser_free(made_palmsig_recogniser);
    palmsig_remover_free(made_palmsig_remover);
    palmsig_auditor_free(made_palmsig_auditor);
    palmsig_administrator_free(made_palmsig_administrator);
    palmsig_record_free(made_palmsig_record);
    made_palmsig_extractor = NULL;
    made_palmsig_matcher = NULL;
    made_palmsig_gallery = NULL;
    made_palmsig_enroller = NULL;
    made_palmsig_template = also_made_palmsig_template = NULL;
    made_palmsig_session = NULL;
    made_palmsig_runtime = NULL;
    made_palmsig_operator_key = NULL;
    made_palmsig_tenant_key = NULL;
    made_palmsig_subject_key = NULL;
    made_palmsig_service_key = NULL;
    made_palmsig_replay_guard = NULL;
    made_palmsig_store = NULL;
    made_palmsig_registrar = NULL;
    made_palmsig_recogniser = NULL;
    made_palmsig_remover = NULL;
    made_palmsig_auditor = NULL;
    made_palmsig_administrator = NULL;
    made_palmsig_record = NULL;
    palmsig_image_init(&place_palmsig_image, sizeof place_palmsig_image);
    place_palmsig_image.samples = pixels;
    place_palmsig_image.samples_size = rows * columns;
    place_palmsig_image.height = rows;
    place_palmsig_image.width = place_palmsig_image.row_stride = columns;
    palmsig_capture_init(&place_palmsig_capture, sizeof place_palmsig_capture);
    place_palmsig_capture.visible = &place_palmsig_image;
    palmsig_location_init(&place_palmsig_location, sizeof place_palmsig_location);
    place_palmsig_location.mask = pixels;
    place_palmsig_location.mask_size = rows * columns;
    place_palmsig_location.mask_height = rows;
    place_palmsig_location.mask_width = place_palmsig_location.mask_row_stride = columns;
    palmsig_extraction_init(&place_palmsig_extraction, sizeof place_palmsig_extraction);
    palmsig_template_info_init(&place_palmsig_template_info, sizeof place_palmsig_template_info);
    palmsig_identification_init(&place_palmsig_identification, sizeof place_palmsig_identification);
    palmsig_enrol_options_init(&place_palmsig_enrol_options, sizeof place_palmsig_enrol_options);
    palmsig_session_options_init(&place_palmsig_session_options, sizeof place_palmsig_session_options);
    palmsig_runtime_options_init(&place_palmsig_runtime_options, sizeof place_palmsig_runtime_options);
    place_palmsig_runtime_options.threads = 1;
    place_palmsig_runtime_options.log = count_line;
    place_palmsig_runtime_options.log_context = &lines;
    palmsig_frame_init(&place_palmsig_frame, sizeof place_palmsig_frame);
    place_palmsig_frame.time = moment += 33000000;
    place_palmsig_frame.capture = &place_palmsig_capture;
    palmsig_progress_init(&place_palmsig_progress, sizeof place_palmsig_progress);
    palmsig_outcome_init(&place_palmsig_outcome, sizeof place_palmsig_outcome);
    palmsig_purpose_init(&place_palmsig_purpose, sizeof place_palmsig_purpose);
    place_palmsig_purpose.service = "shop";
    place_palmsig_purpose.terminal = "till 4";
    place_palmsig_purpose.purpose = "match";
    palmsig_loaded_init(&place_palmsig_loaded, sizeof place_palmsig_loaded);
    palmsig_lockout_init(&place_palmsig_lockout, sizeof place_palmsig_lockout);
    palmsig_record_info_init(&place_palmsig_record_info, sizeof place_palmsig_record_info);
    palmsig_entry_init(&place_palmsig_entry, sizeof place_palmsig_entry);
    place_palmsig_subject = known_subject;
    place_palmsig_subject.id = "new";
    palmsig_remover_remove(good_palmsig_remover, "new", NULL, good_now, &place_size_t, NULL);
    /* A hold that an earlier call left would keep it for ever. */
    palmsig_registrar_release(good_palmsig_registrar, "new", good_hold, good_now);
    palmsig_registrar_enrol(good_palmsig_registrar, &known_subject, good_now);
    palmsig_gallery_add(good_palmsig_gallery, good_id, good_palms, 1);
}

static void read_picture(const char *path)
{
    unsigned width = 0, height = 0, white = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fscanf(file, "P5 %u %u %u", &width, &height, &white) != 3 || white != 255 ||
        (size_t)width * height > sizeof pixels || fgetc(file) == EOF ||
        fread(pixels, 1, (size_t)width * height, file) != (size_t)width * height) {
        fprintf(stderr, "%s is no small grey picture\n", path);
        exit(2);
    }
    fclose(file);
    rows = height;
    columns = width;
}

/* Keys, and what they seal. */
static void set_up_keys(void)
{
    size_t size;
    memset(good_secret, 7, sizeof good_secret);
    must(palmsig_operator_key_parse(good_secret, sizeof good_secret, &good_palmsig_operator_key), "operator key");
    must(palmsig_tenant_key_generate(&good_palmsig_tenant_key), "tenant key");
    must(palmsig_subject_key_generate(&good_palmsig_subject_key), "subject key");
    must(palmsig_service_key_generate(&good_palmsig_service_key), "service key");
    must(palmsig_replay_guard_new(good_window, good_envelopes, &good_palmsig_replay_guard), "guard");
    must(palmsig_operator_key_wrap(good_palmsig_operator_key, good_palmsig_tenant_key, good_context, good_context_size,
                                   good_wrapped, sizeof good_wrapped, &size), "wrapped key");
    must(palmsig_service_key_public(good_palmsig_service_key, good_public_key, sizeof good_public_key, &size),
         "public key");
    must(palmsig_subject_key_seal(good_palmsig_subject_key, good_palmsig_template, good_context, good_context_size,
                                  good_sealed, sizeof good_sealed, &good_sealed_size), "sealed template");
    must(palmsig_envelope_seal(good_public_key, sizeof good_public_key, &place_palmsig_purpose, good_now, good_bytes,
                               good_bytes_size, good_envelope, sizeof good_envelope, &good_envelope_size), "envelope");
}

/* A store with one subject, and all roles. */
static void set_up_store(const char *folder)
{
    snprintf(good_folder, sizeof good_folder, "%s/opened", folder);
    snprintf(store_folder, sizeof store_folder, "%s/store", folder);
    must(palmsig_store_open(store_folder, good_palmsig_operator_key, good_tenant, good_now, &good_palmsig_store), "store");
    must(palmsig_store_registrar(good_palmsig_store, good_actor, &good_palmsig_registrar), "registrar");
    must(palmsig_store_recogniser(good_palmsig_store, good_actor, &good_palmsig_recogniser), "recogniser");
    must(palmsig_store_remover(good_palmsig_store, good_actor, &good_palmsig_remover), "remover");
    must(palmsig_store_auditor(good_palmsig_store, good_actor, &good_palmsig_auditor), "auditor");
    must(palmsig_store_administrator(good_palmsig_store, good_actor, &good_palmsig_administrator), "administrator");
    good_references[0].kind = good_kind;
    good_references[0].bytes = card;
    good_references[0].size = sizeof card;
    palmsig_subject_init(&known_subject, sizeof known_subject);
    known_subject.id = good_id;
    known_subject.palms = good_palms;
    known_subject.palm_count = 1;
    known_subject.references = good_references;
    known_subject.reference_count = 1;
    known_subject.consent = "terms 4";
    known_subject.consent_given = good_now;
    fresh();
    must(palmsig_administrator_export(good_palmsig_administrator, good_id, good_now, &good_palmsig_record), "record");
}

static void set_up(int count, char **arguments)
{
    int i;
    if (count != 3) exit(2);
    read_picture(arguments[1]);
    memset(long_text, 'x', sizeof long_text - 1);
    must(palmsig_extractor_new(&good_palmsig_extractor), "extractor");
    must(palmsig_matcher_new(&good_palmsig_matcher), "matcher");
    must(palmsig_enroller_new(good_palmsig_matcher, NULL, &good_palmsig_enroller), "enroller");
    must(palmsig_session_new(NULL, &good_palmsig_session), "session");
    palmsig_runtime_options_init(&place_palmsig_runtime_options, sizeof place_palmsig_runtime_options);
    place_palmsig_runtime_options.log = count_line;
    place_palmsig_runtime_options.log_context = &lines;
    must(palmsig_runtime_new(&place_palmsig_runtime_options, &good_palmsig_runtime), "runtime");
    must(palmsig_extractor_encoder_id(good_palmsig_extractor, &good_encoder_id), "encoder");
    must(palmsig_gallery_new(good_palmsig_matcher, good_encoder_id, &good_palmsig_gallery), "gallery");
    fresh();
    must(palmsig_extractor_extract(good_palmsig_extractor, &place_palmsig_capture, NULL, NULL,
                                   &good_palmsig_template), "template");
    must(palmsig_template_write(good_palmsig_template, good_bytes, sizeof good_bytes, &good_size), "bytes");
    good_bytes_size = good_size;
    good_palms[0] = palms_with_matcher[1] = good_palmsig_template;
    palms_with_matcher[0] = (const palmsig_template *)good_palmsig_matcher;
    for (i = 0; i < 2; i++) {
        good_samples[i].palm = samples_without_quality[i].palm = good_palmsig_template;
        samples_with_matcher[i].palm = (const palmsig_template *)good_palmsig_matcher;
        good_samples[i].quality = samples_with_null[i].quality = samples_with_matcher[i].quality = 80;
        samples_without_quality[i].quality = 101;
    }
    set_up_keys();
    set_up_store(arguments[2]);
}

/* The handles must have come through all of that. */
static int wound_up(void)
{
    uint32_t accepted = 0;
    fresh();
    must(palmsig_gallery_verify(good_palmsig_gallery, good_id, good_palmsig_template, good_fmr, &accepted, NULL), "verify");
    must(palmsig_extractor_free(good_palmsig_extractor), "extractor");
    must(palmsig_matcher_free(good_palmsig_matcher), "matcher");
    must(palmsig_gallery_free(good_palmsig_gallery), "gallery");
    must(palmsig_enroller_free(good_palmsig_enroller), "enroller");
    must(palmsig_template_free(good_palmsig_template), "template");
    must(palmsig_session_free(good_palmsig_session), "session");
    must(palmsig_runtime_free(good_palmsig_runtime), "runtime");
    must(palmsig_auditor_verify(good_palmsig_auditor, NULL, &place_palmsig_trail_head), "trail");
    must(palmsig_operator_key_free(good_palmsig_operator_key), "operator key");
    must(palmsig_tenant_key_free(good_palmsig_tenant_key), "tenant key");
    must(palmsig_subject_key_free(good_palmsig_subject_key), "subject key");
    must(palmsig_service_key_free(good_palmsig_service_key), "service key");
    must(palmsig_replay_guard_free(good_palmsig_replay_guard), "replay guard");
    must(palmsig_store_free(good_palmsig_store), "store");
    must(palmsig_registrar_free(good_palmsig_registrar), "registrar");
    must(palmsig_recogniser_free(good_palmsig_recogniser), "recogniser");
    must(palmsig_remover_free(good_palmsig_remover), "remover");
    must(palmsig_auditor_free(good_palmsig_auditor), "auditor");
    must(palmsig_administrator_free(good_palmsig_administrator), "administrator");
    must(palmsig_record_free(good_palmsig_record), "record");
    printf("%lu calls\n", calls);
    return accepted == 1 && faults == 0 && lines > 0 ? 0 : 1;
}
