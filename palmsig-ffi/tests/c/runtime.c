/* Threads and a log of one's own: so many threads and no others, and lines that name nobody. Linux alone: it counts the
 * threads of the process. */
#include "../../../examples/c/pgm.h"

#include <dirent.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "line %d: %s (%s)\n", __LINE__, #condition, palmsig_last_error());               \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

#define SOUND(call) CHECK((call) == PALMSIG_OK)

typedef struct journal {
    palmsig_gallery *gallery;
    int work, failures;
    char last[256];
} journal;

/* Keeps the last line, and calls the library in turn. */
static void note(void *context, uint32_t kind, const char *text)
{
    journal *kept = context;
    size_t count = 0;

    if (kind == PALMSIG_LOG_WORK) kept->work++;
    if (kind == PALMSIG_LOG_FAILURE) kept->failures++;
    CHECK(strlen(text) < sizeof kept->last && strstr(text, "secret-name") == NULL);
    strcpy(kept->last, text);
    SOUND(palmsig_gallery_count(kept->gallery, &count));
}

static int threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;

    CHECK(tasks != NULL);
    while (readdir(tasks) != NULL) count++;
    closedir(tasks);
    return count - 2;
}

int main(int count, char **arguments)
{
    palmsig_runtime_options options;
    palmsig_runtime *runtime = NULL, *refused = NULL;
    palmsig_extractor *extractor = NULL;
    palmsig_matcher *matcher = NULL;
    palmsig_template *palm = NULL;
    const palmsig_template *palms[1];
    palmsig_image image;
    palmsig_capture capture;
    palmsig_candidate best;
    palmsig_identification found;
    uint32_t encoder_id = 0;
    /* An emulator has some of its own. */
    const int before = threads();
    journal kept;
    void *samples = count == 2 ? pgm_read(arguments[1], &image) : NULL;

    CHECK(samples != NULL);
    memset(&kept, 0, sizeof kept);
    SOUND(palmsig_extractor_new(&extractor));
    SOUND(palmsig_extractor_encoder_id(extractor, &encoder_id));
    SOUND(palmsig_matcher_new(&matcher));
    SOUND(palmsig_gallery_new(matcher, encoder_id, &kept.gallery));

    SOUND(palmsig_runtime_options_init(&options, sizeof options));
    options.threads = PALMSIG_MAX_THREADS + 1;
    CHECK(palmsig_runtime_new(&options, &refused) == PALMSIG_ERROR_ARGUMENT && refused == NULL);
    options.threads = 3;
    options.log = note;
    options.log_context = &kept;
    SOUND(palmsig_runtime_new(&options, &runtime));
    SOUND(palmsig_gallery_attach(kept.gallery, runtime));
    SOUND(palmsig_extractor_attach(extractor, runtime));
    CHECK(palmsig_gallery_attach(kept.gallery, runtime) == PALMSIG_ERROR_ARGUMENT);
    /* What is attached keeps it. */
    SOUND(palmsig_runtime_free(runtime));

    palmsig_capture_init(&capture, sizeof capture);
    capture.visible = &image;
    SOUND(palmsig_extractor_extract(extractor, &capture, NULL, NULL, &palm));
    CHECK(kept.work == 1 && strncmp(kept.last, "extracting from ", 16) == 0);
    memset(samples, 0, image.samples_size);
    CHECK(palmsig_extractor_extract(extractor, &capture, NULL, NULL, &palm) == PALMSIG_ERROR_TOO_DARK);
    CHECK(kept.failures == 1 && strstr(kept.last, "PALMSIG_ERROR_TOO_DARK") != NULL);

    palms[0] = palm;
    SOUND(palmsig_gallery_add(kept.gallery, "secret-name", palms, 1));
    CHECK(palmsig_gallery_add(kept.gallery, "secret-name", palms, 1) == PALMSIG_ERROR_ALREADY_ENROLLED);
    CHECK(kept.work == 2 && kept.failures == 2);
    palmsig_identification_init(&found, sizeof found);
    SOUND(palmsig_gallery_identify(kept.gallery, palm, 1e-3, &best, 1, &found));
    CHECK(found.accepted == 1 && kept.work == 3 && strncmp(kept.last, "searching 1 subjects", 20) == 0);
    /* Its own three and no others: those that the process shares were never started. */
    CHECK(threads() == before + 3);

    palmsig_template_free(palm);
    palmsig_gallery_free(kept.gallery);
    palmsig_matcher_free(matcher);
    palmsig_extractor_free(extractor);
    free(samples);
    /* They end by themselves, a moment later; a program that waits for ever here has leaked them. */
    while (threads() != before) {}
    puts("sound");
    return 0;
}
