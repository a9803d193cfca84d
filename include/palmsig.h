/* palmsig: recognising people by the palm of the hand. The C interface.
 *
 * Made of the source of palmsig-ffi by `cargo xtask header`: change that, not this.
 *
 * Conventions, which docs/c-api.md explains:
 *  - Functions return a status: PALMSIG_OK or a PALMSIG_ERROR_ number. Results are written on success only.
 *  - Pointers must not be NULL unless a comment says "may be NULL".
 *  - What a _new function, or one that says so, hands out is yours: free it with the _free function of its type.
 *    Using a handle after that, or freeing it twice, is undefined.
 *  - Structs that begin with struct_size are set up by the _init function of their type before use.
 *  - Strings are in UTF-8 and end in a NUL.
 *  - Nothing is kept outside handles but the text of each thread's last error, and tables that never change.
 *
 * MIT or Apache-2.0, at your choice. */

#ifndef PALMSIG_H
#define PALMSIG_H

#include <stddef.h>
#include <stdint.h>

/**
 * The number of this binary interface. It changes when a program compiled with an older header would no longer work.
 */
#define PALMSIG_ABI_VERSION 1

/**
 * Galleries are searched on all cores.
 */
#define PALMSIG_CAPABILITY_PARALLEL 1

/**
 * Templates are sealed and opened: the functions of keys and envelopes are there.
 */
#define PALMSIG_CAPABILITY_PROTECT 2

/**
 * The functions of the store are there.
 */
#define PALMSIG_CAPABILITY_STORE 4

/**
 * The functions of runtimes are there, and handles can be attached to one.
 */
#define PALMSIG_CAPABILITY_RUNTIME 8

/**
 * A call has failed.
 */
#define PALMSIG_LOG_FAILURE 1

/**
 * Something was done.
 */
#define PALMSIG_LOG_WORK 2

/**
 * Most threads of a runtime.
 */
#define PALMSIG_MAX_THREADS 256

/**
 * The side of the hand is not known; it compares with either side.
 */
#define PALMSIG_HAND_UNKNOWN 0

/**
 * The left hand.
 */
#define PALMSIG_HAND_LEFT 1

/**
 * The right hand.
 */
#define PALMSIG_HAND_RIGHT 2

/**
 * 400 to 700 nm, colour or grey.
 */
#define PALMSIG_BAND_VISIBLE 0

/**
 * 700 to 1000 nm: veins show, creases fade.
 */
#define PALMSIG_BAND_NEAR_INFRARED 1

/**
 * One grey sample a pixel.
 */
#define PALMSIG_LAYOUT_GRAY 0

/**
 * Red, green, blue.
 */
#define PALMSIG_LAYOUT_RGB 1

/**
 * Blue, green, red.
 */
#define PALMSIG_LAYOUT_BGR 2

/**
 * Red, green, blue and a sample that is ignored.
 */
#define PALMSIG_LAYOUT_RGBA 3

/**
 * Nothing: the hand is looked for.
 */
#define PALMSIG_LOCATION_SEARCH 0

/**
 * The picture is a crop of the palm, taken as the palm square whatever its aspect.
 */
#define PALMSIG_LOCATION_WHOLE_PICTURE 1

/**
 * The palm square: center, up and side.
 */
#define PALMSIG_LOCATION_SQUARE 2

/**
 * The finger valleys: index_middle and ring_little, and the others where they are seen.
 */
#define PALMSIG_LOCATION_LANDMARKS 3

/**
 * Which pixels show the hand: mask.
 */
#define PALMSIG_LOCATION_MASK 4

/**
 * Nothing to change.
 */
#define PALMSIG_GUIDANCE_GOOD 0

/**
 * No hand is to be seen: show one.
 */
#define PALMSIG_GUIDANCE_NO_HAND 1

/**
 * More than one hand is to be seen: show one only.
 */
#define PALMSIG_GUIDANCE_ONE_HAND 2

/**
 * The other hand, or this one turned over.
 */
#define PALMSIG_GUIDANCE_OTHER_SIDE 3

/**
 * The fingers are closed, so that the palm cannot be told exactly.
 */
#define PALMSIG_GUIDANCE_OPEN_FINGERS 4

/**
 * The hand is too far away.
 */
#define PALMSIG_GUIDANCE_CLOSER 5

/**
 * The hand is so near, or so far aside, that the palm is not all in the picture.
 */
#define PALMSIG_GUIDANCE_FURTHER 6

/**
 * More light is needed.
 */
#define PALMSIG_GUIDANCE_TOO_DARK 7

/**
 * Less light is needed.
 */
#define PALMSIG_GUIDANCE_TOO_BRIGHT 8

/**
 * The palm does not face the camera.
 */
#define PALMSIG_GUIDANCE_TILTED 9

/**
 * The picture is out of focus.
 */
#define PALMSIG_GUIDANCE_BLURRED 10

/**
 * The hand moves.
 */
#define PALMSIG_GUIDANCE_HOLD_STILL 11

/**
 * There is nothing that the person could do about it.
 */
#define PALMSIG_GUIDANCE_NONE 255

/**
 * The similarity of templates that share too little to say anything. It never matches.
 */
#define PALMSIG_NO_EVIDENCE -2147483648

/**
 * Bytes of the longest id, with the NUL at its end.
 */
#define PALMSIG_ID_SIZE 257

/**
 * The views of the capture are in the template.
 */
#define PALMSIG_VERDICT_KEPT 0

/**
 * It agrees with the others, and the template has views enough without it.
 */
#define PALMSIG_VERDICT_SPARE 1

/**
 * Its quality is too low.
 */
#define PALMSIG_VERDICT_LOW_QUALITY 2

/**
 * It is the same as another one.
 */
#define PALMSIG_VERDICT_REPEATED 3

/**
 * It does not match enough of the captures that agree.
 */
#define PALMSIG_VERDICT_OUTLIER 4

/**
 * The capture was taken.
 */
#define PALMSIG_UPDATE_TAKEN 0

/**
 * Its quality is too low, or not known.
 */
#define PALMSIG_UPDATE_LOW_QUALITY 1

/**
 * The last one was taken too short a time ago.
 */
#define PALMSIG_UPDATE_TOO_SOON 2

/**
 * It does not match the captures of the enrolment well enough in every band.
 */
#define PALMSIG_UPDATE_UNLIKE 3

/**
 * What it shows is there already.
 */
#define PALMSIG_UPDATE_NOTHING_NEW 4

/**
 * The quality of a capture that is not known.
 */
#define PALMSIG_QUALITY_UNKNOWN 255

/**
 * Whatever looks like a palm is taken.
 */
#define PALMSIG_LIVENESS_ANYTHING 0

/**
 * What single pictures show of prints and screens: coarse ones only.
 */
#define PALMSIG_LIVENESS_TEXTURE 1

/**
 * All that can be told of a stream of the bands that the sensor takes.
 */
#define PALMSIG_LIVENESS_TERMINAL 2

/**
 * The same, of a terminal whose near-infrared lamp is switched on and off from frame to frame.
 */
#define PALMSIG_LIVENESS_TERMINAL_WITH_LAMP 3

/**
 * Nobody asked.
 */
#define PALMSIG_LIVE_NOT_ASKED 0

/**
 * Every signal that is needed is there, and none is suspicious.
 */
#define PALMSIG_LIVE_YES 1

/**
 * Something other than a live hand.
 */
#define PALMSIG_LIVE_ATTACK 2

/**
 * Nothing is suspicious, but not all is there that must be.
 */
#define PALMSIG_LIVE_INSUFFICIENT 3

/**
 * No attack.
 */
#define PALMSIG_ATTACK_NONE 0

/**
 * A print.
 */
#define PALMSIG_ATTACK_PRINT 1

/**
 * A screen.
 */
#define PALMSIG_ATTACK_SCREEN 2

/**
 * A glove, a mask, or another thing in the shape of a hand.
 */
#define PALMSIG_ATTACK_ARTEFACT 3

/**
 * A recording in place of the sensor.
 */
#define PALMSIG_ATTACK_REPLAY 4

/**
 * A kind that this version of the library knows and this header does not.
 */
#define PALMSIG_ATTACK_OTHER 255

/**
 * Regular patterns of prints and screens, in decibels above their surroundings.
 */
#define PALMSIG_SIGNAL_TEXTURE 0

/**
 * Contrast of visible lines that is left in near-infrared, as a share.
 */
#define PALMSIG_SIGNAL_BANDS 1

/**
 * Contrast of veins, in percent.
 */
#define PALMSIG_SIGNAL_VEINS 2

/**
 * How much brighter the palm is when the lamp is on, in percent of white.
 */
#define PALMSIG_SIGNAL_LAMP 3

/**
 * Share of the palm that shines, in percent.
 */
#define PALMSIG_SIGNAL_SHINE 4

/**
 * Share of the change of colour that one pulse explains, in percent.
 */
#define PALMSIG_SIGNAL_PULSE 5

/**
 * Share of frames that repeat an earlier one, in percent.
 */
#define PALMSIG_SIGNAL_FEED 6

/**
 * How far patches of the hand are off where one moving plane carries them, in expected errors.
 */
#define PALMSIG_SIGNAL_RELIEF 7

/**
 * No signal.
 */
#define PALMSIG_SIGNAL_NONE 255

/**
 * No hand is there.
 */
#define PALMSIG_STATE_WAITING 0

/**
 * A hand is there, but not as it should be held.
 */
#define PALMSIG_STATE_GUIDING 1

/**
 * An open palm faces the sensor and rests.
 */
#define PALMSIG_STATE_HOLDING 2

/**
 * The session has ended: palmsig_session_finish tells how.
 */
#define PALMSIG_STATE_ENDED 3

/**
 * The hand was held, and its best captures are kept.
 */
#define PALMSIG_END_CAPTURED 0

/**
 * No hand was ever seen.
 */
#define PALMSIG_END_NO_HAND 1

/**
 * A hand was there and left before it was held long enough.
 */
#define PALMSIG_END_PASSED 2

/**
 * The hand was there all the time, but not as it should be held.
 */
#define PALMSIG_END_TIMED_OUT 3

/**
 * The hand was held as it should be, but a band was missing from all its frames.
 */
#define PALMSIG_END_BAND_MISSING 4

/**
 * It is not a live hand.
 */
#define PALMSIG_END_ATTACK 5

/**
 * The hand was held as it should be, but whether it is live cannot be told.
 */
#define PALMSIG_END_INSUFFICIENT 6

/**
 * The sensor gave no more frames.
 */
#define PALMSIG_END_NO_FRAMES 7

/**
 * A reason that this version of the library knows and this header does not.
 */
#define PALMSIG_END_OTHER 255

/**
 * No band in particular.
 */
#define PALMSIG_BAND_NONE 255

/**
 * The sensor takes visible light alone.
 */
#define PALMSIG_BANDS_VISIBLE 1

/**
 * The sensor takes near-infrared light alone.
 */
#define PALMSIG_BANDS_NEAR_INFRARED 2

/**
 * The sensor takes both, registered.
 */
#define PALMSIG_BANDS_BOTH 3

/**
 * The sensor's own lamp is on, or there is none to switch.
 */
#define PALMSIG_LAMP_LIT 0

/**
 * The sensor's own lamp is off.
 */
#define PALMSIG_LAMP_UNLIT 1

/**
 * Bytes of a key.
 */
#define PALMSIG_KEY_SIZE 32

/**
 * Bytes of a key that another one wraps.
 */
#define PALMSIG_WRAPPED_KEY_SIZE 72

/**
 * What was agreed to; there is one.
 */
#define PALMSIG_TEXT_CONSENT 0

/**
 * Why a removal has to wait.
 */
#define PALMSIG_TEXT_HOLD 1

/**
 * What a reference is.
 */
#define PALMSIG_TEXT_KIND 2

/**
 * The bytes of a reference.
 */
#define PALMSIG_TEXT_REFERENCE 3

/**
 * Who did what an entry of the audit trail says.
 */
#define PALMSIG_TEXT_ACTOR 4

/**
 * A subject was enrolled.
 */
#define PALMSIG_EVENT_ENROLLED 0

/**
 * A subject was recognised.
 */
#define PALMSIG_EVENT_RECOGNISED 1

/**
 * Somebody was not recognised, or was not who they were said to be.
 */
#define PALMSIG_EVENT_NOT_RECOGNISED 2

/**
 * Something of a subject was changed.
 */
#define PALMSIG_EVENT_CHANGED 3

/**
 * A removal was asked for, and waits.
 */
#define PALMSIG_EVENT_REMOVAL_REQUESTED 4

/**
 * A subject was removed on request.
 */
#define PALMSIG_EVENT_REMOVED 5

/**
 * A subject was removed because nobody had used it.
 */
#define PALMSIG_EVENT_EXPIRED 6

/**
 * A removal that was interrupted was brought to its end when the store was opened.
 */
#define PALMSIG_EVENT_REMOVAL_FINISHED 7

/**
 * What is held about a subject was handed out.
 */
#define PALMSIG_EVENT_EXPORTED 8

/**
 * How long subjects are kept was changed.
 */
#define PALMSIG_EVENT_RETENTION_CHANGED 9

/**
 * A key was exchanged.
 */
#define PALMSIG_EVENT_KEY_ROTATED 10

/**
 * Something that this version of the library knows and this header does not.
 */
#define PALMSIG_EVENT_OTHER 255

/**
 * Who sets how long subjects are kept, and exchanges keys.
 */
typedef struct palmsig_administrator palmsig_administrator;

/**
 * Who checks the audit trail.
 */
typedef struct palmsig_auditor palmsig_auditor;

/**
 * Makes templates of several captures, and brings them up to date. It never changes.
 */
typedef struct palmsig_enroller palmsig_enroller;

/**
 * Makes templates. It holds filters and buffers that are used again and again: make one, and keep it. Of several
 * threads each wants its own.
 */
typedef struct palmsig_extractor palmsig_extractor;

/**
 * Enrolled subjects in memory, each with one palm or both. Nothing is kept when it is freed.
 */
typedef struct palmsig_gallery palmsig_gallery;

/**
 * Compares templates. It never changes.
 */
typedef struct palmsig_matcher palmsig_matcher;

/**
 * The key at the root, of whoever runs the service; kept outside of what it protects. It never changes, and is erased
 * from memory when it is freed.
 */
typedef struct palmsig_operator_key palmsig_operator_key;

/**
 * Who loads galleries and records uses.
 */
typedef struct palmsig_recogniser palmsig_recogniser;

/**
 * All that is held about a subject, as it was when it was asked for. It never changes, and is erased from memory when it is
 * freed.
 */
typedef struct palmsig_record palmsig_record;

/**
 * Who enrols subjects, and reads what was given with them.
 */
typedef struct palmsig_registrar palmsig_registrar;

/**
 * Who removes subjects.
 */
typedef struct palmsig_remover palmsig_remover;

/**
 * Remembers which envelopes were opened, so that none is opened twice.
 */
typedef struct palmsig_replay_guard palmsig_replay_guard;

/**
 * Threads and a log. It never changes.
 */
typedef struct palmsig_runtime palmsig_runtime;

/**
 * The private key of a service, which opens envelopes. It never changes, and is erased from memory when it is freed.
 */
typedef struct palmsig_service_key palmsig_service_key;

/**
 * Watches a stream for one hand after the other that is held there on purpose. Its memory does not grow.
 */
typedef struct palmsig_session palmsig_session;

/**
 * One tenant's subjects in a folder, sealed; and all power over them. Hand on the roles instead: each can do its own.
 */
typedef struct palmsig_store palmsig_store;

/**
 * The key of one who is enrolled: it seals templates. It never changes, and is erased from memory when it is freed.
 */
typedef struct palmsig_subject_key palmsig_subject_key;

/**
 * The signature of one palm. It never changes, and is erased from memory when it is freed.
 */
typedef struct palmsig_template palmsig_template;

/**
 * The key of one of those the service is run for. It never changes, and is erased from memory when it is freed.
 */
typedef struct palmsig_tenant_key palmsig_tenant_key;

/**
 * What most functions return: PALMSIG_OK, or a PALMSIG_ERROR_ number. Later versions may return numbers that this
 * header does not name: take whatever is not PALMSIG_OK for a failure.
 */
typedef int32_t palmsig_status;

/**
 * A function of yours that is told what a handle did: what kind of work on how much, the status if it failed, and how long
 * it took. It never gets pixels, templates, ids, scores, or who was recognised.
 *
 * Threads: it is called on the thread that called the library, at the end of that call, and by several at once if several
 * call. It may call the library in turn, with the same handle too, but must not free the handle or leave by an exception
 * or longjmp. A call takes as long as it takes.
 *
 * @param context the log_context of the options
 * @param kind PALMSIG_LOG_...; later versions may give others
 * @param text one line in English and UTF-8, for a human; it lives until the function returns
 */
typedef void (*palmsig_log_function)(void *context, uint32_t kind, const char *text);

/**
 * What a runtime has.
 */
typedef struct {
    /**
     * sizeof(palmsig_runtime_options), as palmsig_runtime_options_init sets it.
     */
    uint32_t struct_size;
    /**
     * Threads that it starts, 0 to PALMSIG_MAX_THREADS. 0: none, and what is attached to it works on all cores, in threads
     * that the whole process shares.
     */
    uint32_t threads;
    /**
     * What is told; NULL: nothing.
     */
    palmsig_log_function log;
    /**
     * What that function gets back: sound until the runtime and all that is attached to it are freed.
     */
    void *log_context;
} palmsig_runtime_options;

/**
 * A picture in your memory. It is only looked at during a call, in which nobody may change it, and never copied whole.
 */
typedef struct {
    /**
     * sizeof(palmsig_image), as palmsig_image_init sets it.
     */
    uint32_t struct_size;
    /**
     * What the samples of a pixel mean: PALMSIG_LAYOUT_...
     */
    uint32_t layout;
    /**
     * The first sample of the upper left pixel. Samples of 16 bits are in the byte order of the machine and lie at
     * even addresses.
     */
    const void *samples;
    /**
     * Bytes from there to the end of your buffer.
     */
    size_t samples_size;
    /**
     * Rows, and with it the pixels of the picture, which are 64 Mi at most.
     */
    size_t height;
    /**
     * Columns.
     */
    size_t width;
    /**
     * Bytes from the start of one row to the start of the next.
     */
    size_t row_stride;
    /**
     * Bits of a sample in memory: 8 or 16.
     */
    uint32_t sample_bits;
    /**
     * Bits of a sample that mean something, 8 to sample_bits: 12 for a sensor of 12 bits whose white is 4095.
     * 0 stands for all.
     */
    uint32_t bit_depth;
} palmsig_image;

/**
 * One moment of one hand: a picture in one band, or two pictures in both in which the hand stands at the same pixels.
 */
typedef struct {
    /**
     * sizeof(palmsig_capture), as palmsig_capture_init sets it.
     */
    uint32_t struct_size;
    /**
     * Which hand it is, if you know: PALMSIG_HAND_... It overrides what the picture shows.
     */
    uint32_t hand;
    /**
     * The visible picture, or NULL.
     */
    const palmsig_image *visible;
    /**
     * The near-infrared picture, or NULL.
     */
    const palmsig_image *near_infrared;
} palmsig_capture;

/**
 * What you know of where the palm is. Points are {row, column} in pixels of the picture, with the origin at the upper
 * left corner and the centre of the first pixel at {0.5, 0.5}. Only the fields that the kind names are looked at.
 */
typedef struct {
    /**
     * sizeof(palmsig_location), as palmsig_location_init sets it.
     */
    uint32_t struct_size;
    /**
     * What is known: PALMSIG_LOCATION_...
     */
    uint32_t kind;
    /**
     * Centre of the palm square.
     */
    double center[2];
    /**
     * Direction towards the fingers, a vector of length 1.
     */
    double up[2];
    /**
     * Side of the palm square, in pixels.
     */
    double side;
    /**
     * Valley between index and middle finger.
     */
    double index_middle[2];
    /**
     * Valley between middle and ring finger; not a number where it is not seen.
     */
    double middle_ring[2];
    /**
     * Valley between ring and little finger.
     */
    double ring_little[2];
    /**
     * Valley between thumb and index finger; not a number where it is not seen.
     */
    double thumb_index[2];
    /**
     * A byte a pixel, other than 0 where it shows the hand.
     */
    const uint8_t *mask;
    /**
     * Bytes from there to the end of your buffer.
     */
    size_t mask_size;
    /**
     * Rows of the mask, as many as the picture has.
     */
    size_t mask_height;
    /**
     * Columns of the mask, as many as the picture has.
     */
    size_t mask_width;
    /**
     * Bytes from the start of one row of the mask to the start of the next.
     */
    size_t mask_row_stride;
} palmsig_location;

/**
 * How good a capture is, and where the palm lies in it. Qualities are 0 to 100, higher is better; what cannot be known
 * is 100. Points and directions are {row, column} in pixels of the picture.
 */
typedef struct {
    /**
     * sizeof(palmsig_extraction), as palmsig_extraction_init sets it.
     */
    uint32_t struct_size;
    /**
     * The whole: most good captures have 70 to 95.
     */
    uint32_t quality;
    /**
     * Whether fine lines are sharp.
     */
    uint32_t focus;
    /**
     * Whether the light suits the sensor: neither black nor white.
     */
    uint32_t exposure;
    /**
     * How much the relief of the palm shows.
     */
    uint32_t contrast;
    /**
     * How much of the palm square shows skin.
     */
    uint32_t coverage;
    /**
     * How many pixels the palm has.
     */
    uint32_t resolution;
    /**
     * How squarely the palm faces the camera.
     */
    uint32_t pose;
    /**
     * Whether the hand is held still.
     */
    uint32_t motion;
    /**
     * How far lines stand out.
     */
    uint32_t lines;
    /**
     * The one thing to change first: PALMSIG_GUIDANCE_...
     */
    uint32_t guidance;
    /**
     * The side of the hand that the template states: PALMSIG_HAND_...
     */
    uint32_t hand;
    /**
     * Centre of the palm square.
     */
    double center[2];
    /**
     * Direction towards the fingers, of length 1.
     */
    double up[2];
    /**
     * Side of the palm square, in pixels.
     */
    double side;
    /**
     * Distance between the outer finger valleys, in pixels.
     */
    double palm_unit;
    /**
     * How far the square is expected to lie from the true one, in palm units.
     */
    double uncertainty;
    /**
     * How far the palm is turned out of the plane of the picture, about its horizontal and its vertical axis, in
     * radians; not a number where that is not known.
     */
    double tilt[2];
} palmsig_extraction;

/**
 * What a template says of itself.
 */
typedef struct {
    /**
     * sizeof(palmsig_template_info), as palmsig_template_info_init sets it.
     */
    uint32_t struct_size;
    /**
     * The encoder that it is of.
     */
    uint32_t encoder_id;
    /**
     * The side of the hand: PALMSIG_HAND_...
     */
    uint32_t hand;
    /**
     * Views in it: bands and captures, 1 to 16.
     */
    uint32_t views;
    /**
     * Those of the visible band.
     */
    uint32_t visible_views;
    /**
     * Those of the near-infrared band.
     */
    uint32_t near_infrared_views;
    /**
     * Bytes that palmsig_template_write writes.
     */
    size_t size;
} palmsig_template_info;

/**
 * One view of a template.
 */
typedef struct {
    /**
     * The light it was taken in: PALMSIG_BAND_...
     */
    uint32_t band;
    /**
     * Pixels of the picture along one side of the palm square.
     */
    uint32_t resolution;
    /**
     * 1 if it shows the palm where else it may lie, beside a view where it most likely does; else 0.
     */
    uint32_t alternative;
} palmsig_view;

/**
 * The outcome of a comparison.
 */
typedef struct {
    /**
     * How much likelier what was seen is between captures of one palm than between those of strangers, as
     * 1000 times the decimal logarithm; or PALMSIG_NO_EVIDENCE.
     */
    int32_t similarity;
    /**
     * 1 if the rate lies beyond what the data that it was measured on can show; else 0.
     */
    uint32_t extrapolated;
    /**
     * How often two strangers are at least this similar, 0 to 1.
     */
    double false_match_rate;
} palmsig_comparison;

/**
 * The outcome of a search.
 */
typedef struct {
    /**
     * sizeof(palmsig_identification), as palmsig_identification_init sets it.
     */
    uint32_t struct_size;
    /**
     * 1 if the first candidate is the person, at the rate asked for; else 0.
     */
    uint32_t accepted;
    /**
     * Candidates written.
     */
    size_t candidates;
    /**
     * Palms compared.
     */
    size_t compared;
} palmsig_identification;

/**
 * A subject that might be the one.
 */
typedef struct {
    /**
     * The subject's id, with a NUL at its end.
     */
    char id[PALMSIG_ID_SIZE];
    /**
     * The comparison with the palm of the subject that agrees best.
     */
    palmsig_comparison comparison;
} palmsig_candidate;

/**
 * How captures become a template, and when a template is brought up to date.
 */
typedef struct {
    /**
     * sizeof(palmsig_enrol_options), as palmsig_enrol_options_init sets it.
     */
    uint32_t struct_size;
    /**
     * Lowest quality of a capture, 0 to 100.
     */
    uint32_t min_quality;
    /**
     * Fewest captures that agree, 1 to 16.
     */
    uint32_t min_captures;
    /**
     * Most captures whose views a template keeps, 1 to 16: each makes it larger, and slower to compare.
     */
    uint32_t kept_captures;
    /**
     * Lowest quality of a capture that brings a template up to date, 0 to 100.
     */
    uint32_t update_min_quality;
    /**
     * Most recent captures kept beside those of the enrolment, 1 to 8.
     */
    uint32_t recent_captures;
    /**
     * False match rate at which two captures count as of one palm, 1e-12 to 1e-2.
     */
    double match_fmr;
    /**
     * False match rate at which a capture must match the enrolment to bring it up to date, 1e-12 to 1e-4.
     */
    double update_fmr;
    /**
     * Shortest time between two captures taken, in seconds.
     */
    uint64_t update_interval;
} palmsig_enrol_options;

/**
 * A capture of the person who enrols.
 */
typedef struct {
    /**
     * What was made of it.
     */
    const palmsig_template *palm;
    /**
     * Its quality, 0 to 100, as palmsig_extraction tells; PALMSIG_QUALITY_UNKNOWN if it is not known.
     */
    uint32_t quality;
} palmsig_sample;

/**
 * Where a session stands after a frame. Points and directions are {row, column} in pixels of the frame.
 */
typedef struct {
    /**
     * sizeof(palmsig_progress), as palmsig_progress_init sets it.
     */
    uint32_t struct_size;
    /**
     * PALMSIG_STATE_...
     */
    uint32_t state;
    /**
     * What the person should do: PALMSIG_GUIDANCE_...
     */
    uint32_t guidance;
    /**
     * 1 if the frame shows a palm, else 0, and the palm square is all 0.
     */
    uint32_t has_palm;
    /**
     * How much of the time that the palm must rest has gone by, 0 to 1.
     */
    double held;
    /**
     * How fast the palm moves, in palm units a second.
     */
    double speed;
    /**
     * Centre of the palm square.
     */
    double center[2];
    /**
     * Direction towards the fingers, of length 1.
     */
    double up[2];
    /**
     * Side of the palm square, in pixels.
     */
    double side;
} palmsig_progress;

/**
 * The end of a session.
 */
typedef struct {
    /**
     * sizeof(palmsig_outcome), as palmsig_outcome_init sets it.
     */
    uint32_t struct_size;
    /**
     * Why it ended: PALMSIG_END_...
     */
    uint32_t end;
    /**
     * What the person should have done last: PALMSIG_GUIDANCE_...; PALMSIG_GUIDANCE_NONE unless it timed out.
     */
    uint32_t guidance;
    /**
     * The band that was missing: PALMSIG_BAND_...; else PALMSIG_BAND_NONE.
     */
    uint32_t band;
    /**
     * Whether it was a live hand: PALMSIG_LIVE_...
     */
    uint32_t live;
    /**
     * What it looks like if it was none: PALMSIG_ATTACK_...
     */
    uint32_t attack;
    /**
     * What gives it away: PALMSIG_SIGNAL_...
     */
    uint32_t signal;
    /**
     * Signals that are missing where that cannot be told: the sum of 1 << PALMSIG_SIGNAL_...
     */
    uint32_t missing;
    /**
     * Captures kept: palmsig_session_take hands them over.
     */
    size_t captures;
    /**
     * From the hand's first appearance to the end, by the sensor's clock, in nanoseconds.
     */
    uint64_t took;
    /**
     * Time spent computing, in nanoseconds.
     */
    uint64_t computing;
    /**
     * Frames looked at.
     */
    uint64_t frames;
    /**
     * Frames left out with a status.
     */
    uint64_t refused;
} palmsig_outcome;

/**
 * What a session waits for.
 */
typedef struct {
    /**
     * sizeof(palmsig_session_options), as palmsig_session_options_init sets it.
     */
    uint32_t struct_size;
    /**
     * What the sensor takes: PALMSIG_BANDS_... Captures are kept only when they have it all.
     */
    uint32_t bands;
    /**
     * What a hand must prove: PALMSIG_LIVENESS_...
     */
    uint32_t liveness;
    /**
     * Captures kept, 1 to 16.
     */
    uint32_t keep;
    /**
     * Seconds that an open palm must face the sensor without moving, 0.1 to 10.
     */
    double hold;
    /**
     * Seconds within the hold that may go by without a good frame, 0 to 1.
     */
    double lapse;
    /**
     * Fastest movement of a hand held still, in palm units a second, 0.05 to 20.
     */
    double max_speed;
    /**
     * Seconds from a hand's first appearance until it is given up, 0.5 to 600.
     */
    double patience;
    /**
     * Longest time in seconds between two frames that belong together, 0.05 to 10.
     */
    double max_gap;
} palmsig_session_options;

/**
 * One moment of a stream.
 */
typedef struct {
    /**
     * sizeof(palmsig_frame), as palmsig_frame_init sets it.
     */
    uint32_t struct_size;
    /**
     * The light it was taken in: PALMSIG_LAMP_...
     */
    uint32_t lamp;
    /**
     * When it was taken, by the sensor's own clock, in nanoseconds since any moment that stays the same.
     */
    uint64_t time;
    /**
     * The pictures; they are looked at during the call only.
     */
    const palmsig_capture *capture;
} palmsig_frame;

/**
 * What an envelope is bound to: opened as anything else it is refused. Strings have 4096 bytes at most.
 */
typedef struct {
    /**
     * sizeof(palmsig_purpose), as palmsig_purpose_init sets it.
     */
    uint32_t struct_size;
    /**
     * The service it is for.
     */
    const char *service;
    /**
     * The terminal it comes from.
     */
    const char *terminal;
    /**
     * What is to be done with it, such as "enrol" or "match".
     */
    const char *purpose;
} palmsig_purpose;

/**
 * Something of yours that belongs to a subject, such as the token of a card.
 */
typedef struct {
    /**
     * What it is: a string in UTF-8 of 4096 bytes at most.
     */
    const char *kind;
    /**
     * What only you understand.
     */
    const uint8_t *bytes;
    /**
     * Bytes of it, 4096 at most.
     */
    size_t size;
} palmsig_reference;

/**
 * All that is kept of a subject.
 */
typedef struct {
    /**
     * sizeof(palmsig_subject), as palmsig_subject_init sets it.
     */
    uint32_t struct_size;
    /**
     * The subject's id: a string in UTF-8 of 1 to 256 bytes.
     */
    const char *id;
    /**
     * The templates: one palm, or a left and a right one.
     */
    const palmsig_template *const *palms;
    /**
     * Templates: 1 or 2.
     */
    size_t palm_count;
    /**
     * What is kept beside them; NULL if there is none.
     */
    const palmsig_reference *references;
    /**
     * References, 4096 at most.
     */
    size_t reference_count;
    /**
     * What was agreed to, which text in which version: a string in UTF-8 of 4096 bytes at most.
     */
    const char *consent;
    /**
     * When it was agreed to, in seconds since 1970.
     */
    uint64_t consent_given;
} palmsig_subject;

/**
 * What became of the subjects of a store.
 */
typedef struct {
    /**
     * sizeof(palmsig_loaded), as palmsig_loaded_init sets it.
     */
    uint32_t struct_size;
    /**
     * Subjects that are in the gallery now.
     */
    size_t subjects;
    /**
     * Those whose time is up.
     */
    size_t expired;
    /**
     * Those that are to be removed and are not recognised any more.
     */
    size_t leaving;
    /**
     * Those that must be captured again: their templates are of another encoder.
     */
    size_t other_encoder;
    /**
     * Those that the gallery has already.
     */
    size_t already;
    /**
     * Those whose rows are damaged; all others are as they were.
     */
    size_t damaged;
} palmsig_loaded;

/**
 * How many attempts may fail within a while. They are counted in the audit trail, so that starting again forgives none; a
 * subject who is recognised has a clean slate.
 */
typedef struct {
    /**
     * sizeof(palmsig_lockout), as palmsig_lockout_init sets it.
     */
    uint32_t struct_size;
    /**
     * Most failed attempts to be one subject; 0: none is counted.
     */
    uint32_t of_subject;
    /**
     * Most failed attempts at one terminal, which is the actor's name, whoever was tried; 0: none is counted.
     */
    uint32_t at_terminal;
    /**
     * The while, in seconds.
     */
    uint64_t within;
} palmsig_lockout;

/**
 * Says that a subject was removed; palmsig_auditor_confirms tells whether it is genuine.
 */
typedef struct {
    /**
     * What the subject is called in the store's files.
     */
    uint8_t subject[16];
    /**
     * When it was removed, in seconds since 1970.
     */
    uint64_t at;
    /**
     * Number of the entry in the audit trail.
     */
    uint64_t entry;
    /**
     * Hash of that entry.
     */
    uint8_t hash[32];
    /**
     * A code that only this tenant's store can make.
     */
    uint8_t code[32];
} palmsig_receipt;

/**
 * How long the audit trail is and what its last entry is bound by: kept elsewhere, it proves that nothing was taken back
 * since.
 */
typedef struct {
    /**
     * Number of entries.
     */
    uint64_t entries;
    /**
     * Hash of the last one.
     */
    uint8_t hash[32];
} palmsig_trail_head;

/**
 * What is in a record. Times are in seconds since 1970.
 */
typedef struct {
    /**
     * sizeof(palmsig_record_info), as palmsig_record_info_init sets it.
     */
    uint32_t struct_size;
    /**
     * 1 if the subject is to be removed as soon as nothing holds it, else 0.
     */
    uint32_t removal_requested;
    /**
     * Palms: 1 or 2.
     */
    size_t palms;
    /**
     * References.
     */
    size_t references;
    /**
     * Why a removal has to wait.
     */
    size_t holds;
    /**
     * Entries of the audit trail; 0 if they were not asked for.
     */
    size_t entries;
    /**
     * When consent was given.
     */
    uint64_t consent_given;
    /**
     * When it was enrolled.
     */
    uint64_t created;
    /**
     * When it was last recognised; when it was enrolled, if it never was.
     */
    uint64_t last_used;
    /**
     * From when on a sweep removes it.
     */
    uint64_t expires;
} palmsig_record_info;

/**
 * An entry of the audit trail.
 */
typedef struct {
    /**
     * sizeof(palmsig_entry), as palmsig_entry_init sets it.
     */
    uint32_t struct_size;
    /**
     * What happened: PALMSIG_EVENT_...
     */
    uint32_t event;
    /**
     * Its number, from 0.
     */
    uint64_t number;
    /**
     * When, in seconds since 1970.
     */
    uint64_t at;
} palmsig_entry;

/**
 * All went well.
 */
#define PALMSIG_OK 0

/**
 * A pointer is NULL that must not be.
 */
#define PALMSIG_ERROR_NULL 100

/**
 * A handle is of another type, or was freed.
 */
#define PALMSIG_ERROR_HANDLE 101

/**
 * The struct_size of a struct is none that this library knows.
 */
#define PALMSIG_ERROR_STRUCT_SIZE 102

/**
 * A number is none that the header names, or does not fit the others.
 */
#define PALMSIG_ERROR_ARGUMENT 103

/**
 * A buffer is too small for the result.
 */
#define PALMSIG_ERROR_BUFFER_SIZE 104

/**
 * A pointer or a row stride is not aligned as its type needs.
 */
#define PALMSIG_ERROR_ALIGNMENT 105

/**
 * An extractor is at work on another thread.
 */
#define PALMSIG_ERROR_BUSY 106

/**
 * A string is not in UTF-8.
 */
#define PALMSIG_ERROR_UTF8 107

/**
 * A rate or another parameter lies outside its range.
 */
#define PALMSIG_ERROR_PARAMETER 108

/**
 * A defect of palmsig. The call had no effect that can be seen; free the handles it was given.
 */
#define PALMSIG_ERROR_INTERNAL 109

/**
 * The operating system starts no more threads.
 */
#define PALMSIG_ERROR_THREADS 110

/**
 * A picture has no rows or no columns.
 */
#define PALMSIG_ERROR_IMAGE_EMPTY 200

/**
 * A picture has more pixels than any palm sensor makes.
 */
#define PALMSIG_ERROR_IMAGE_TOO_LARGE 201

/**
 * A row stride is shorter than a row.
 */
#define PALMSIG_ERROR_IMAGE_STRIDE 202

/**
 * The samples end before the last row does.
 */
#define PALMSIG_ERROR_IMAGE_BUFFER 203

/**
 * The bit depth does not fit the samples.
 */
#define PALMSIG_ERROR_IMAGE_BIT_DEPTH 204

/**
 * The two pictures of a capture differ in size, or there is none.
 */
#define PALMSIG_ERROR_IMAGE_BANDS 205

/**
 * Something else is wrong with a picture.
 */
#define PALMSIG_ERROR_IMAGE_OTHER 299

/**
 * Nothing in the picture has the shape of a hand.
 */
#define PALMSIG_ERROR_NO_HAND 300

/**
 * More than one hand is in the picture.
 */
#define PALMSIG_ERROR_SEVERAL_HANDS 301

/**
 * Too much of the palm lies outside the picture.
 */
#define PALMSIG_ERROR_HAND_CUT_OFF 302

/**
 * The palm reaches the border of the picture, so that its place cannot be told.
 */
#define PALMSIG_ERROR_PALM_AT_BORDER 303

/**
 * The palm is too small in the picture.
 */
#define PALMSIG_ERROR_PALM_TOO_SMALL 304

/**
 * There is too little light.
 */
#define PALMSIG_ERROR_TOO_DARK 305

/**
 * There is too much light.
 */
#define PALMSIG_ERROR_TOO_BRIGHT 306

/**
 * The picture is uniform.
 */
#define PALMSIG_ERROR_LOW_CONTRAST 307

/**
 * The mask given is not of the size of the picture.
 */
#define PALMSIG_ERROR_MASK_SIZE 308

/**
 * The location given is not usable.
 */
#define PALMSIG_ERROR_LOCATION 309

/**
 * The palm could not be found for another reason.
 */
#define PALMSIG_ERROR_ROI_OTHER 399

/**
 * Too little of the palm shows usable texture.
 */
#define PALMSIG_ERROR_TOO_LITTLE_TEXTURE 400

/**
 * No template could be made for another reason.
 */
#define PALMSIG_ERROR_EXTRACT_OTHER 499

/**
 * The bytes end before the template does.
 */
#define PALMSIG_ERROR_TEMPLATE_TRUNCATED 500

/**
 * Bytes follow the end of the template.
 */
#define PALMSIG_ERROR_TEMPLATE_TRAILING 501

/**
 * There are more bytes than the largest template has.
 */
#define PALMSIG_ERROR_TEMPLATE_TOO_LONG 502

/**
 * The bytes are no template.
 */
#define PALMSIG_ERROR_TEMPLATE_FOREIGN 503

/**
 * The template is in a format that this version cannot read.
 */
#define PALMSIG_ERROR_TEMPLATE_VERSION 504

/**
 * The bytes were changed: the checksum does not fit.
 */
#define PALMSIG_ERROR_TEMPLATE_CHECKSUM 505

/**
 * A field holds a value that the format does not allow.
 */
#define PALMSIG_ERROR_TEMPLATE_FIELD 506

/**
 * Something else is wrong with the bytes.
 */
#define PALMSIG_ERROR_TEMPLATE_OTHER 599

/**
 * The templates come from different encoders.
 */
#define PALMSIG_ERROR_ENCODERS 600

/**
 * A left hand cannot be compared with a right one.
 */
#define PALMSIG_ERROR_HANDS 601

/**
 * The templates have no band in common.
 */
#define PALMSIG_ERROR_NO_COMMON_BAND 602

/**
 * The templates cannot be compared for another reason.
 */
#define PALMSIG_ERROR_MATCH_OTHER 699

/**
 * An id is empty or too long.
 */
#define PALMSIG_ERROR_ID 700

/**
 * A subject with this id is enrolled already.
 */
#define PALMSIG_ERROR_ALREADY_ENROLLED 701

/**
 * No subject with this id is enrolled.
 */
#define PALMSIG_ERROR_NOT_ENROLLED 702

/**
 * A subject has one or two palms.
 */
#define PALMSIG_ERROR_PALMS 703

/**
 * Two palms of a subject must be a left and a right one.
 */
#define PALMSIG_ERROR_SAME_HAND 704

/**
 * The template comes from another encoder than the gallery's.
 */
#define PALMSIG_ERROR_GALLERY_ENCODER 705

/**
 * The gallery refuses for another reason.
 */
#define PALMSIG_ERROR_GALLERY_OTHER 799

/**
 * Too few captures agree.
 */
#define PALMSIG_ERROR_TOO_FEW_CAPTURES 800

/**
 * More captures than are looked at.
 */
#define PALMSIG_ERROR_TOO_MANY_CAPTURES 801

/**
 * The captures show more than one palm.
 */
#define PALMSIG_ERROR_SEVERAL_PALMS 802

/**
 * There are captures of left and of right hands.
 */
#define PALMSIG_ERROR_ENROL_HANDS 803

/**
 * The captures come from different encoders.
 */
#define PALMSIG_ERROR_ENROL_ENCODERS 804

/**
 * The captures do not show the same bands, each once.
 */
#define PALMSIG_ERROR_ENROL_BANDS 805

/**
 * The template would have too many views.
 */
#define PALMSIG_ERROR_ENROL_VIEWS 806

/**
 * The captures do not become a template for another reason.
 */
#define PALMSIG_ERROR_ENROL_OTHER 899

/**
 * A frame was taken before the one before it; it is left out.
 */
#define PALMSIG_ERROR_FRAME_ORDER 900

/**
 * A frame of this moment, light and band was there already; it is left out.
 */
#define PALMSIG_ERROR_FRAME_REPEATED 901

/**
 * The clock jumped, or the sensor stood still: what was seen before is forgotten, and the next frame is used.
 */
#define PALMSIG_ERROR_CLOCK_JUMP 902

/**
 * A frame has another size than those before it; it is left out.
 */
#define PALMSIG_ERROR_FRAME_SIZE 903

/**
 * A frame holds a band that the sensor was said not to take; it is left out.
 */
#define PALMSIG_ERROR_FRAME_BAND 904

/**
 * The session has ended: finish it.
 */
#define PALMSIG_ERROR_SESSION_ENDED 905

/**
 * A frame is not used for another reason.
 */
#define PALMSIG_ERROR_SESSION_OTHER 999

/**
 * The operating system gives no random bytes.
 */
#define PALMSIG_ERROR_NO_RANDOMNESS 1100

/**
 * The bytes are no key: a key of another length, or a public key that no private one belongs to.
 */
#define PALMSIG_ERROR_KEY 1101

/**
 * The sealed bytes end early.
 */
#define PALMSIG_ERROR_SEALED_TRUNCATED 1102

/**
 * Bytes follow the end of what is sealed.
 */
#define PALMSIG_ERROR_SEALED_TRAILING 1103

/**
 * The key or the context is another one, or the bytes were changed: these cannot be told apart.
 */
#define PALMSIG_ERROR_SEALED_REFUSED 1104

/**
 * What is sealed cannot be sealed or opened for another reason.
 */
#define PALMSIG_ERROR_PROTECT_OTHER 1199

/**
 * The envelope ends early.
 */
#define PALMSIG_ERROR_ENVELOPE_TRUNCATED 1200

/**
 * The envelope is of a format that this library does not know.
 */
#define PALMSIG_ERROR_ENVELOPE_VERSION 1201

/**
 * The envelope was sealed too long ago, or lies ahead of the clock.
 */
#define PALMSIG_ERROR_ENVELOPE_WINDOW 1202

/**
 * The envelope was opened before.
 */
#define PALMSIG_ERROR_ENVELOPE_REPLAYED 1203

/**
 * More envelopes were opened within the window than are remembered: wait until some are out of it.
 */
#define PALMSIG_ERROR_ENVELOPE_FULL 1204

/**
 * The key or the purpose is another one, or the envelope was changed: these cannot be told apart.
 */
#define PALMSIG_ERROR_ENVELOPE_REFUSED 1205

/**
 * The envelope cannot be sealed or opened for another reason.
 */
#define PALMSIG_ERROR_ENVELOPE_OTHER 1299

/**
 * The file system refuses: no such folder, no permission, no room.
 */
#define PALMSIG_ERROR_STORE_IO 1300

/**
 * The store is open already, here or in another process.
 */
#define PALMSIG_ERROR_STORE_IN_USE 1301

/**
 * The operator's key or the tenant's name is another one.
 */
#define PALMSIG_ERROR_STORE_WRONG_KEY 1302

/**
 * A file was changed by something else: truncated, overwritten, put in from elsewhere.
 */
#define PALMSIG_ERROR_STORE_DAMAGED 1303

/**
 * The store was written by another version.
 */
#define PALMSIG_ERROR_STORE_VERSION 1304

/**
 * A text or a reference is too long to be kept, or there are too many.
 */
#define PALMSIG_ERROR_STORE_TOO_LONG 1305

/**
 * The audit trail was changed, or is not the one that a head was taken of.
 */
#define PALMSIG_ERROR_STORE_TRAIL 1306

/**
 * The subject has no reference of this kind.
 */
#define PALMSIG_ERROR_STORE_NO_REFERENCE 1307

/**
 * Nothing of this name holds the subject.
 */
#define PALMSIG_ERROR_STORE_NO_HOLD 1308

/**
 * The store refuses for another reason.
 */
#define PALMSIG_ERROR_STORE_OTHER 1399

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The number of the binary interface of the library that is running: compare it with PALMSIG_ABI_VERSION, which is that
 * of the header.
 *
 * Threads: any, at any time.
 *
 * @return the number
 */
uint32_t palmsig_abi_version(void);

/**
 * The version of the library that is running, as "1.2.3".
 *
 * Threads: any, at any time.
 *
 * @return a string that lives as long as the library is loaded; never NULL
 */
const char *palmsig_version(void);

/**
 * What this build of the library can do: PALMSIG_CAPABILITY_ bits. Bits that this header does not name may be set.
 *
 * Threads: any, at any time.
 *
 * @return the bits
 */
uint64_t palmsig_capabilities(void);

/**
 * What went wrong in the last call of this thread that failed, in English, for a log. It holds sizes and names of
 * fields, never pixels, template bytes or ids. Calls that succeed leave it as it is.
 *
 * Threads: any; each has its own.
 *
 * @return a string, empty if no call has failed yet; never NULL. It lives until the next call of this thread that
 *         fails, and no longer than the thread.
 */
const char *palmsig_last_error(void);

/**
 * The name of a status, as "PALMSIG_ERROR_NO_HAND".
 *
 * Threads: any, at any time.
 *
 * @param status a number that a function returned
 * @return a string that lives as long as the library is loaded; never NULL. It is "unknown" for other numbers.
 */
const char *palmsig_status_name(palmsig_status status);

/**
 * Sets the defaults: all cores, no log.
 *
 * Threads: any, at any time.
 *
 * @param[out] options the struct to fill
 * @param struct_size sizeof(palmsig_runtime_options)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_runtime_options_init(palmsig_runtime_options *options, size_t struct_size);

/**
 * Makes a runtime and starts its threads. They end when it and all that is attached to it are freed. Where
 * palmsig_capabilities has no PALMSIG_CAPABILITY_PARALLEL, none are started.
 *
 * Threads: any, at any time.
 *
 * @param options what it has
 * @param[out] runtime receives the runtime; free it with palmsig_runtime_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_THREADS, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_runtime_new(const palmsig_runtime_options *options,
                                   palmsig_runtime **runtime);

/**
 * Frees a runtime. What is attached to it goes on with its threads and its log.
 *
 * Threads: any; nobody may use the runtime any more.
 *
 * @param runtime the runtime; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no runtime: nothing is freed
 */
palmsig_status palmsig_runtime_free(palmsig_runtime *runtime);

/**
 * Sets the defaults: an empty grey picture of 8 bits.
 *
 * Threads: any, at any time.
 *
 * @param[out] image the struct to fill
 * @param struct_size sizeof(palmsig_image)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_image_init(palmsig_image *image, size_t struct_size);

/**
 * Sets the defaults: no picture, a hand of unknown side.
 *
 * Threads: any, at any time.
 *
 * @param[out] capture the struct to fill
 * @param struct_size sizeof(palmsig_capture)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_capture_init(palmsig_capture *capture, size_t struct_size);

/**
 * Sets the defaults: nothing is known.
 *
 * Threads: any, at any time.
 *
 * @param[out] location the struct to fill
 * @param struct_size sizeof(palmsig_location)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_location_init(palmsig_location *location, size_t struct_size);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] extraction the struct to fill
 * @param struct_size sizeof(palmsig_extraction)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_extraction_init(palmsig_extraction *extraction, size_t struct_size);

/**
 * Makes an extractor. This takes a few milliseconds.
 *
 * Threads: any, at any time.
 *
 * @param[out] extractor receives the extractor; free it with palmsig_extractor_free
 * @return PALMSIG_OK or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_extractor_new(palmsig_extractor **extractor);

/**
 * Frees an extractor.
 *
 * Threads: any; nobody may use the extractor any more.
 *
 * @param extractor the extractor; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no extractor: nothing is freed
 */
palmsig_status palmsig_extractor_free(palmsig_extractor *extractor);

/**
 * Has the log of a runtime told of extractions. Once for each extractor.
 *
 * Threads: any, at any time; calls that began before go on without it.
 *
 * @param extractor the extractor
 * @param runtime the runtime; it may be freed afterwards
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when it is attached to one already, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_extractor_attach(palmsig_extractor *extractor, const palmsig_runtime *runtime);

/**
 * The encoder that its templates are of: only those of one encoder can be compared.
 *
 * Threads: any, at any time.
 *
 * @param extractor the extractor
 * @param[out] encoder_id receives the number
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_BUSY
 */
palmsig_status palmsig_extractor_encoder_id(const palmsig_extractor *extractor, uint32_t *encoder_id);

/**
 * Finds the palm in a capture and makes its template. After a failure palmsig_guidance_of_status says what the person
 * could do better.
 *
 * Threads: any, one at a time for each extractor; a second one gets PALMSIG_ERROR_BUSY.
 *
 * @param extractor the extractor
 * @param capture the capture; its pictures are looked at during the call only
 * @param location what is known of where the palm is; may be NULL: nothing
 * @param[out] extraction receives how good the capture is; set it up with palmsig_extraction_init; may be NULL
 * @param[out] palm receives the template; free it with palmsig_template_free
 * @return PALMSIG_OK, or a status of 100 to 499
 */
palmsig_status palmsig_extractor_extract(palmsig_extractor *extractor,
                                         const palmsig_capture *capture,
                                         const palmsig_location *location,
                                         palmsig_extraction *extraction,
                                         palmsig_template **palm);

/**
 * What the person could do better after palmsig_extractor_extract has failed.
 *
 * Threads: any, at any time.
 *
 * @param status what it returned
 * @param[out] guidance PALMSIG_GUIDANCE_...; PALMSIG_GUIDANCE_NONE where the person can do nothing about it
 * @return PALMSIG_OK or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_guidance_of_status(palmsig_status status, uint32_t *guidance);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] info the struct to fill
 * @param struct_size sizeof(palmsig_template_info)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_template_info_init(palmsig_template_info *info, size_t struct_size);

/**
 * Reads a template. Bytes that are truncated, extended, changed or of an unknown version are refused.
 *
 * Threads: any, at any time.
 *
 * @param bytes what palmsig_template_write wrote
 * @param size bytes
 * @param[out] palm receives the template; free it with palmsig_template_free
 * @return PALMSIG_OK, a status of 500 to 599, or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_template_parse(const uint8_t *bytes, size_t size, palmsig_template **palm);

/**
 * Writes a template. Called with no buffer it only tells how many bytes there are. The bytes identify a person: keep
 * them sealed, and erase the buffer when you are done.
 *
 * Threads: any, at any time.
 *
 * @param palm the template
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes
 * @return PALMSIG_OK, PALMSIG_ERROR_BUFFER_SIZE when the buffer is too small, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_template_write(const palmsig_template *palm,
                                      uint8_t *buffer,
                                      size_t capacity,
                                      size_t *size);

/**
 * Tells what a template says of itself.
 *
 * Threads: any, at any time.
 *
 * @param palm the template
 * @param[out] info receives it; set it up with palmsig_template_info_init
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_template_inspect(const palmsig_template *palm, palmsig_template_info *info);

/**
 * Tells about one view of a template.
 *
 * Threads: any, at any time.
 *
 * @param palm the template
 * @param index which view: 0 and up, fewer than palmsig_template_info.views
 * @param[out] view receives what it is
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_ARGUMENT
 */
palmsig_status palmsig_template_view(const palmsig_template *palm, size_t index, palmsig_view *view);

/**
 * Frees a template and erases it from memory.
 *
 * Threads: any; nobody may use the template any more.
 *
 * @param palm the template; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no template: nothing is freed
 */
palmsig_status palmsig_template_free(palmsig_template *palm);

/**
 * Makes a matcher.
 *
 * Threads: any, at any time.
 *
 * @param[out] matcher receives the matcher; free it with palmsig_matcher_free
 * @return PALMSIG_OK or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_matcher_new(palmsig_matcher **matcher);

/**
 * Frees a matcher. Galleries and enrollers made with it go on working.
 *
 * Threads: any; nobody may use the matcher any more.
 *
 * @param matcher the matcher; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no matcher: nothing is freed
 */
palmsig_status palmsig_matcher_free(palmsig_matcher *matcher);

/**
 * Compares two templates. The order of the two makes no difference.
 *
 * Threads: any, at any time.
 *
 * @param matcher the matcher
 * @param probe one template
 * @param reference the other one
 * @param[out] comparison receives the outcome
 * @return PALMSIG_OK, a status of 600 to 699, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_matcher_compare(const palmsig_matcher *matcher,
                                       const palmsig_template *probe,
                                       const palmsig_template *reference,
                                       palmsig_comparison *comparison);

/**
 * Tells whether two templates are of one palm, so that strangers are accepted at the rate asked for at most.
 *
 * Threads: any, at any time.
 *
 * @param matcher the matcher
 * @param probe one template
 * @param reference the other one
 * @param fmr the false match rate, 1e-12 to 0.5; 1e-4 is customary
 * @param[out] accepted receives 1 or 0; set it to 0 before the call, so that a failure accepts nobody
 * @param[out] comparison receives the outcome of the comparison; may be NULL
 * @return PALMSIG_OK, a status of 600 to 699, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_matcher_verify(const palmsig_matcher *matcher,
                                      const palmsig_template *probe,
                                      const palmsig_template *reference,
                                      double fmr,
                                      uint32_t *accepted,
                                      palmsig_comparison *comparison);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] identification the struct to fill
 * @param struct_size sizeof(palmsig_identification)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_identification_init(palmsig_identification *identification, size_t struct_size);

/**
 * Makes an empty gallery.
 *
 * Threads: any, at any time.
 *
 * @param matcher what palms are compared with; it may be freed afterwards
 * @param encoder_id the encoder that its templates are of, as palmsig_extractor_encoder_id tells
 * @param[out] gallery receives the gallery; free it with palmsig_gallery_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_gallery_new(const palmsig_matcher *matcher,
                                   uint32_t encoder_id,
                                   palmsig_gallery **gallery);

/**
 * Frees a gallery and erases its templates from memory.
 *
 * Threads: any; nobody may use the gallery any more.
 *
 * @param gallery the gallery; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no gallery: nothing is freed
 */
palmsig_status palmsig_gallery_free(palmsig_gallery *gallery);

/**
 * Has a gallery searched and filled on the threads of a runtime, and its log told of it. Once for each gallery.
 *
 * Threads: any, at any time; calls that began before go on without it.
 *
 * @param gallery the gallery
 * @param runtime the runtime; it may be freed afterwards
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when it is attached to one already, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_gallery_attach(palmsig_gallery *gallery,
                                      const palmsig_runtime *runtime);

/**
 * Enrols a subject. The gallery keeps copies: the templates stay yours.
 *
 * Threads: any, also during searches, which do not see the new subject if they began before.
 *
 * @param gallery the gallery
 * @param id the subject's id: a string in UTF-8 of 1 to 256 bytes
 * @param palms the templates: one palm, or a left and a right one
 * @param count templates: 1 or 2
 * @return PALMSIG_OK, a status of 700 to 799, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; the
 *         gallery is then unchanged
 */
palmsig_status palmsig_gallery_add(palmsig_gallery *gallery,
                                   const char *id,
                                   const palmsig_template *const *palms,
                                   size_t count);

/**
 * Removes a subject and erases its templates from memory, once searches that began before are done with them.
 *
 * Threads: any, also during searches.
 *
 * @param gallery the gallery
 * @param id the subject's id
 * @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_gallery_remove(palmsig_gallery *gallery,
                                      const char *id);

/**
 * Tells how many subjects are enrolled.
 *
 * Threads: any, at any time.
 *
 * @param gallery the gallery
 * @param[out] count receives the number
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_gallery_count(const palmsig_gallery *gallery, size_t *count);

/**
 * Tells whether a palm is one of a subject's, so that strangers are accepted at the rate asked for at most.
 *
 * Threads: any, at any time.
 *
 * @param gallery the gallery
 * @param id the subject's id
 * @param probe the palm
 * @param fmr the false match rate, 1e-12 to 0.5; 1e-4 is customary
 * @param[out] accepted receives 1 or 0; set it to 0 before the call, so that a failure accepts nobody
 * @param[out] comparison receives the outcome of the best comparison; may be NULL
 * @return PALMSIG_OK, a status of 600 to 799, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
 *         PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_gallery_verify(const palmsig_gallery *gallery,
                                      const char *id,
                                      const palmsig_template *probe,
                                      double fmr,
                                      uint32_t *accepted,
                                      palmsig_comparison *comparison);

/**
 * Searches all subjects for the owner of a palm, so that for a person who is not enrolled anybody is returned as the
 * person at the rate asked for at most, however many are enrolled.
 *
 * Threads: any, at any time. The search itself uses all cores where palmsig_capabilities says so.
 *
 * @param gallery the gallery
 * @param probe the palm
 * @param fpir the false positive identification rate, 1e-12 to 0.5; 1e-3 is customary
 * @param[out] candidates receives the best candidates, best first
 * @param capacity most candidates, 1 or more
 * @param[out] identification receives the outcome; set it up with palmsig_identification_init
 * @return PALMSIG_OK, PALMSIG_ERROR_GALLERY_ENCODER, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_gallery_identify(const palmsig_gallery *gallery,
                                        const palmsig_template *probe,
                                        double fpir,
                                        palmsig_candidate *candidates,
                                        size_t capacity,
                                        palmsig_identification *identification);

/**
 * Searches for the owners of several palms, with the results of palmsig_gallery_identify for each: a large gallery is
 * read once for many. The rate holds for each search, not for all together.
 *
 * Threads: any, at any time. The search itself uses all cores where palmsig_capabilities says so.
 *
 * @param gallery the gallery
 * @param probes the palms
 * @param count palms
 * @param fpir the false positive identification rate, 1e-12 to 0.5
 * @param[out] candidates receives the best candidates of probe i from candidates[i * capacity] on, best first; it has
 *                        count * capacity places
 * @param capacity most candidates of each probe, 1 or more
 * @param[out] identifications receives the outcomes, count of them; set up each with palmsig_identification_init
 * @return PALMSIG_OK, PALMSIG_ERROR_GALLERY_ENCODER, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE; nothing is written on failure
 */
palmsig_status palmsig_gallery_identify_batch(const palmsig_gallery *gallery,
                                              const palmsig_template *const *probes,
                                              size_t count,
                                              double fpir,
                                              palmsig_candidate *candidates,
                                              size_t capacity,
                                              palmsig_identification *identifications);

/**
 * Searches all subjects but one for the owner of palms that are about to be enrolled: is the person here already, under
 * another id?
 *
 * Threads: any, at any time. Nothing is reserved: see to it that nobody enrols between this and palmsig_gallery_add.
 *
 * @param gallery the gallery
 * @param id the id that they are to be enrolled under
 * @param palms the templates: one palm, or a left and a right one
 * @param count templates: 1 or 2
 * @param fpir the rate, 1e-12 to 0.5, at which a new person is taken for somebody who is enrolled
 * @param[out] found receives 1 if the person is enrolled, else 0
 * @param[out] candidate receives the subject whose palm agrees best; only written if found
 * @return PALMSIG_OK, a status of 700 to 799, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
 *         PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_gallery_find_duplicate(const palmsig_gallery *gallery,
                                              const char *id,
                                              const palmsig_template *const *palms,
                                              size_t count,
                                              double fpir,
                                              uint32_t *found,
                                              palmsig_candidate *candidate);

/**
 * Sets the defaults.
 *
 * Threads: any, at any time.
 *
 * @param[out] options the struct to fill
 * @param struct_size sizeof(palmsig_enrol_options)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_enrol_options_init(palmsig_enrol_options *options, size_t struct_size);

/**
 * Makes an enroller.
 *
 * Threads: any, at any time.
 *
 * @param matcher what captures are compared with; it may be freed afterwards
 * @param options how; may be NULL: the defaults
 * @param[out] enroller receives the enroller; free it with palmsig_enroller_free
 * @return PALMSIG_OK, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_enroller_new(const palmsig_matcher *matcher,
                                    const palmsig_enrol_options *options,
                                    palmsig_enroller **enroller);

/**
 * Frees an enroller.
 *
 * Threads: any; nobody may use the enroller any more.
 *
 * @param enroller the enroller; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no enroller: nothing is freed
 */
palmsig_status palmsig_enroller_free(palmsig_enroller *enroller);

/**
 * Makes one template of several captures of one palm: captures that are bad, repeated or of another palm are left out.
 *
 * Threads: any, at any time.
 *
 * @param enroller the enroller
 * @param samples the captures
 * @param count captures: 16 at most
 * @param[out] verdicts receives what became of each capture, PALMSIG_VERDICT_...: count numbers; may be NULL
 * @param[out] palm receives the template; free it with palmsig_template_free
 * @return PALMSIG_OK, a status of 800 to 899, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_enroller_enrol(const palmsig_enroller *enroller,
                                      const palmsig_sample *samples,
                                      size_t count,
                                      uint32_t *verdicts,
                                      palmsig_template **palm);

/**
 * Brings a template up to date with a capture that was verified against it. Keep both parts: what was enrolled, which
 * never changes, and the recent views. Compare with palmsig_template_join of them.
 *
 * Threads: any, at any time.
 *
 * @param enroller the enroller
 * @param anchor the template as enrolled, of at least two captures
 * @param recent the recent views that the last update gave; may be NULL: there are none yet
 * @param sample the capture
 * @param seconds how long ago the last capture was taken, or the enrolment
 * @param[out] outcome receives PALMSIG_UPDATE_...
 * @param[out] palm receives the recent views from now on if the outcome is PALMSIG_UPDATE_TAKEN, else NULL; free it
 *             with palmsig_template_free
 * @return PALMSIG_OK, a status of 800 to 899, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_enroller_update(const palmsig_enroller *enroller,
                                       const palmsig_template *anchor,
                                       const palmsig_template *recent,
                                       const palmsig_sample *sample,
                                       uint64_t seconds,
                                       uint32_t *outcome,
                                       palmsig_template **palm);

/**
 * Joins the views of an enrolment and the recent ones to the template to compare with.
 *
 * Threads: any, at any time.
 *
 * @param anchor the template as enrolled
 * @param recent the recent views
 * @param[out] palm receives the template; free it with palmsig_template_free
 * @return PALMSIG_OK, a status of 800 to 899, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_template_join(const palmsig_template *anchor,
                                     const palmsig_template *recent,
                                     palmsig_template **palm);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] progress the struct to fill
 * @param struct_size sizeof(palmsig_progress)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_progress_init(palmsig_progress *progress, size_t struct_size);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] outcome the struct to fill
 * @param struct_size sizeof(palmsig_outcome)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_outcome_init(palmsig_outcome *outcome, size_t struct_size);

/**
 * Sets the defaults: visible light, three captures of a live hand that is held for half a second.
 *
 * Threads: any, at any time.
 *
 * @param[out] options the struct to fill
 * @param struct_size sizeof(palmsig_session_options)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_session_options_init(palmsig_session_options *options, size_t struct_size);

/**
 * Sets the defaults: a lit frame of moment 0 without a capture.
 *
 * Threads: any, at any time.
 *
 * @param[out] frame the struct to fill
 * @param struct_size sizeof(palmsig_frame)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_frame_init(palmsig_frame *frame, size_t struct_size);

/**
 * Makes a session that waits for a hand.
 *
 * Threads: any, at any time.
 *
 * @param options what it waits for; may be NULL: the defaults
 * @param[out] session receives the session; free it with palmsig_session_free
 * @return PALMSIG_OK, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_session_new(const palmsig_session_options *options, palmsig_session **session);

/**
 * Frees a session and erases the captures that it has kept.
 *
 * Threads: any; nobody may use the session any more.
 *
 * @param session the session; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no session: nothing is freed
 */
palmsig_status palmsig_session_free(palmsig_session *session);

/**
 * Has the log of a runtime told of frames, and how sessions end. Once for each session.
 *
 * Threads: any, at any time; calls that began before go on without it.
 *
 * @param session the session
 * @param runtime the runtime; it may be freed afterwards
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when it is attached to one already, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_session_attach(palmsig_session *session, const palmsig_runtime *runtime);

/**
 * Looks at a frame. A status of 900 to 999 says that it is not used; the session goes on with the next one, but after
 * PALMSIG_ERROR_SESSION_ENDED.
 *
 * Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
 *
 * @param session the session
 * @param frame the frame
 * @param[out] progress receives where the session stands; set it up with palmsig_progress_init
 * @return PALMSIG_OK, a status of 100 to 299 or of 900 to 999
 */
palmsig_status palmsig_session_push(palmsig_session *session,
                                    const palmsig_frame *frame,
                                    palmsig_progress *progress);

/**
 * Tells the time where no frame comes: a sensor that has given none for too long has failed, and the session ends.
 *
 * Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
 *
 * @param session the session
 * @param now the time by the sensor's clock, in nanoseconds
 * @param[out] progress receives where the session stands; set it up with palmsig_progress_init
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE, PALMSIG_ERROR_STRUCT_SIZE or PALMSIG_ERROR_BUSY
 */
palmsig_status palmsig_session_tick(palmsig_session *session,
                                    uint64_t now,
                                    palmsig_progress *progress);

/**
 * Ends the session, if it has not ended, and tells how. It is then ready for the next hand; what it kept of this one can
 * be taken until it is finished again.
 *
 * Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
 *
 * @param session the session
 * @param[out] outcome receives how it ended; set it up with palmsig_outcome_init
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE, PALMSIG_ERROR_STRUCT_SIZE or PALMSIG_ERROR_BUSY
 */
palmsig_status palmsig_session_finish(palmsig_session *session,
                                      palmsig_outcome *outcome);

/**
 * Hands over a capture of the hand whose session was finished last, best first.
 *
 * Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
 *
 * @param session the session
 * @param index which one, from 0 to palmsig_outcome.captures - 1
 * @param[out] quality receives its quality, 0 to 100; may be NULL
 * @param[out] palm receives the template; free it with palmsig_template_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_BUSY
 */
palmsig_status palmsig_session_take(const palmsig_session *session,
                                    size_t index,
                                    uint32_t *quality,
                                    palmsig_template **palm);

/**
 * What a signal said of the hand whose session was finished last.
 *
 * Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
 *
 * @param session the session
 * @param signal PALMSIG_SIGNAL_...
 * @param[out] value receives its value in the units of the signal; not a number where there is no evidence
 * @param[out] suspicion receives 0 where live hands usually are, 1 from which on it is held against the hand; not a
 *             number where there is no evidence
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_BUSY
 */
palmsig_status palmsig_session_reading(const palmsig_session *session,
                                       uint32_t signal,
                                       double *value,
                                       double *suspicion);

/**
 * Makes an operator's key of random bytes of the operating system. Write it, and keep it apart from what it protects.
 *
 * Threads: any, at any time.
 *
 * @param[out] key receives the key; free it with palmsig_operator_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_operator_key_generate(palmsig_operator_key **key);

/**
 * Makes an operator's key of your bytes. They stay yours: erase them.
 *
 * Threads: any, at any time.
 *
 * @param secret bytes that nobody can guess, or that palmsig_operator_key_write wrote
 * @param secret_size bytes: PALMSIG_KEY_SIZE
 * @param[out] key receives the key; free it with palmsig_operator_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_KEY for any other number of bytes, or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_operator_key_parse(const uint8_t *secret,
                                          size_t secret_size,
                                          palmsig_operator_key **key);

/**
 * Writes an operator's key. Called with no buffer it only tells how many bytes there are. Whoever reads them reads all
 * that the key protects: erase the buffer when you are done.
 *
 * Threads: any, at any time.
 *
 * @param key the key
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes, PALMSIG_KEY_SIZE
 * @return PALMSIG_OK, PALMSIG_ERROR_BUFFER_SIZE when the buffer is too small, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_operator_key_write(const palmsig_operator_key *key,
                                          uint8_t *buffer,
                                          size_t capacity,
                                          size_t *size);

/**
 * Wraps a tenant's key for keeping: only the operator's key opens it, under the same name. Called with no buffer it only
 * tells how many bytes there are.
 *
 * Threads: any, at any time.
 *
 * @param key the operator's key
 * @param tenant the key to wrap
 * @param context the tenant's name: bytes that must be given again; may be NULL, with a size of 0
 * @param context_size bytes of the name, 4096 at most
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes, PALMSIG_WRAPPED_KEY_SIZE
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_operator_key_wrap(const palmsig_operator_key *key,
                                         const palmsig_tenant_key *tenant,
                                         const uint8_t *context,
                                         size_t context_size,
                                         uint8_t *buffer,
                                         size_t capacity,
                                         size_t *size);

/**
 * Opens a tenant's key.
 *
 * Threads: any, at any time.
 *
 * @param key the operator's key
 * @param wrapped what palmsig_operator_key_wrap wrote
 * @param wrapped_size bytes
 * @param context the tenant's name, as it was given; may be NULL, with a size of 0
 * @param context_size bytes of the name
 * @param[out] tenant receives the key; free it with palmsig_tenant_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_KEY, PALMSIG_ERROR_SEALED_REFUSED, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_operator_key_unwrap(const palmsig_operator_key *key,
                                           const uint8_t *wrapped,
                                           size_t wrapped_size,
                                           const uint8_t *context,
                                           size_t context_size,
                                           palmsig_tenant_key **tenant);

/**
 * Frees an operator's key and erases it from memory.
 *
 * Threads: any; nobody may use the key any more.
 *
 * @param key the key; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no operator's key: nothing is freed
 */
palmsig_status palmsig_operator_key_free(palmsig_operator_key *key);

/**
 * Makes a tenant's key of random bytes of the operating system. Keep it wrapped.
 *
 * Threads: any, at any time.
 *
 * @param[out] key receives the key; free it with palmsig_tenant_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_tenant_key_generate(palmsig_tenant_key **key);

/**
 * Wraps a subject's key for keeping: only the tenant's key opens it, under the same name. Whoever erases all copies of
 * it has erased what the subject's key sealed. Called with no buffer it only tells how many bytes there are.
 *
 * Threads: any, at any time.
 *
 * @param key the tenant's key
 * @param subject the key to wrap
 * @param context the subject's name: bytes that must be given again; may be NULL, with a size of 0
 * @param context_size bytes of the name, 4096 at most
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes, PALMSIG_WRAPPED_KEY_SIZE
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_tenant_key_wrap(const palmsig_tenant_key *key,
                                       const palmsig_subject_key *subject,
                                       const uint8_t *context,
                                       size_t context_size,
                                       uint8_t *buffer,
                                       size_t capacity,
                                       size_t *size);

/**
 * Opens a subject's key.
 *
 * Threads: any, at any time.
 *
 * @param key the tenant's key
 * @param wrapped what palmsig_tenant_key_wrap wrote
 * @param wrapped_size bytes
 * @param context the subject's name, as it was given; may be NULL, with a size of 0
 * @param context_size bytes of the name
 * @param[out] subject receives the key; free it with palmsig_subject_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_KEY, PALMSIG_ERROR_SEALED_REFUSED, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_tenant_key_unwrap(const palmsig_tenant_key *key,
                                         const uint8_t *wrapped,
                                         size_t wrapped_size,
                                         const uint8_t *context,
                                         size_t context_size,
                                         palmsig_subject_key **subject);

/**
 * Frees a tenant's key and erases it from memory.
 *
 * Threads: any; nobody may use the key any more.
 *
 * @param key the key; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no tenant's key: nothing is freed
 */
palmsig_status palmsig_tenant_key_free(palmsig_tenant_key *key);

/**
 * Makes a subject's key of random bytes of the operating system. Keep it wrapped.
 *
 * Threads: any, at any time.
 *
 * @param[out] key receives the key; free it with palmsig_subject_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_subject_key_generate(palmsig_subject_key **key);

/**
 * Seals a template: only the key opens it, under the same context. Called with no buffer it only tells how many bytes
 * there will be. The first 24 bytes of the template stay readable: which encoder, which hand, how many views.
 *
 * Threads: any, at any time.
 *
 * @param key the key
 * @param palm the template
 * @param context what it is there for: bytes that must be given again; may be NULL, with a size of 0
 * @param context_size bytes of the context, 4096 at most
 * @param buffer receives the sealed bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_subject_key_seal(const palmsig_subject_key *key,
                                        const palmsig_template *palm,
                                        const uint8_t *context,
                                        size_t context_size,
                                        uint8_t *buffer,
                                        size_t capacity,
                                        size_t *size);

/**
 * Opens a sealed template.
 *
 * Threads: any, at any time.
 *
 * @param key the key
 * @param sealed what palmsig_subject_key_seal wrote
 * @param sealed_size bytes
 * @param context the context, as it was given; may be NULL, with a size of 0
 * @param context_size bytes of the context
 * @param[out] palm receives the template; free it with palmsig_template_free
 * @return PALMSIG_OK, a status of 500 to 599 or of 1100 to 1199, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_subject_key_open(const palmsig_subject_key *key,
                                        const uint8_t *sealed,
                                        size_t sealed_size,
                                        const uint8_t *context,
                                        size_t context_size,
                                        palmsig_template **palm);

/**
 * Frees a subject's key and erases it from memory.
 *
 * Threads: any; nobody may use the key any more.
 *
 * @param key the key; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no subject's key: nothing is freed
 */
palmsig_status palmsig_subject_key_free(palmsig_subject_key *key);

/**
 * Sets struct_size, and all strings to NULL.
 *
 * Threads: any, at any time.
 *
 * @param[out] purpose the struct to fill
 * @param struct_size sizeof(palmsig_purpose)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_purpose_init(palmsig_purpose *purpose, size_t struct_size);

/**
 * Makes a service's key of random bytes of the operating system. It cannot be written: where it must be kept, make one
 * with palmsig_service_key_parse of bytes that you keep.
 *
 * Threads: any, at any time.
 *
 * @param[out] key receives the key; free it with palmsig_service_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_service_key_generate(palmsig_service_key **key);

/**
 * Makes a service's key of your bytes, the same key of the same bytes (RFC 9180, DeriveKeyPair). They stay yours: erase
 * them.
 *
 * Threads: any, at any time.
 *
 * @param secret bytes that nobody can guess
 * @param secret_size bytes: PALMSIG_KEY_SIZE
 * @param[out] key receives the key; free it with palmsig_service_key_free
 * @return PALMSIG_OK, PALMSIG_ERROR_KEY for any other number of bytes, or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_service_key_parse(const uint8_t *secret,
                                         size_t secret_size,
                                         palmsig_service_key **key);

/**
 * Writes the public key that terminals seal to. Called with no buffer it only tells how many bytes there are. It is no
 * secret, but whoever can exchange it on its way reads what is sealed to it.
 *
 * Threads: any, at any time.
 *
 * @param key the service's key
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes, PALMSIG_KEY_SIZE
 * @return PALMSIG_OK, PALMSIG_ERROR_BUFFER_SIZE when the buffer is too small, PALMSIG_ERROR_NULL or
 *         PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_service_key_public(const palmsig_service_key *key,
                                          uint8_t *buffer,
                                          size_t capacity,
                                          size_t *size);

/**
 * Frees a service's key and erases it from memory.
 *
 * Threads: any; nobody may use the key any more.
 *
 * @param key the key; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no service's key: nothing is freed
 */
palmsig_status palmsig_service_key_free(palmsig_service_key *key);

/**
 * Makes a guard that has seen nothing. It belongs to one service's key; after a restart, wait for as long as its window
 * before the first envelope is opened.
 *
 * Threads: any, at any time.
 *
 * @param window how far from now envelopes may have been sealed, in seconds
 * @param envelopes most of them that are opened within two windows: some 60 bytes each
 * @param[out] guard receives the guard; free it with palmsig_replay_guard_free
 * @return PALMSIG_OK or PALMSIG_ERROR_NULL
 */
palmsig_status palmsig_replay_guard_new(uint64_t window,
                                        size_t envelopes,
                                        palmsig_replay_guard **guard);

/**
 * Frees a guard.
 *
 * Threads: any; nobody may use the guard any more.
 *
 * @param guard the guard; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no guard: nothing is freed
 */
palmsig_status palmsig_replay_guard_free(palmsig_replay_guard *guard);

/**
 * Seals bytes, such as those of a template, to a service: only its key opens them, for the same purpose. Called with no
 * buffer it only tells how many bytes there will be. Nothing in an envelope says who sealed it.
 *
 * Threads: any, at any time.
 *
 * @param public_key what palmsig_service_key_public wrote
 * @param public_key_size bytes
 * @param purpose what the envelope is bound to
 * @param now the time in seconds since 1970, which the envelope is bound to as well
 * @param bytes what to seal
 * @param bytes_size bytes
 * @param buffer receives the envelope; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes
 * @return PALMSIG_OK, PALMSIG_ERROR_KEY, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_envelope_seal(const uint8_t *public_key,
                                     size_t public_key_size,
                                     const palmsig_purpose *purpose,
                                     uint64_t now,
                                     const uint8_t *bytes,
                                     size_t bytes_size,
                                     uint8_t *buffer,
                                     size_t capacity,
                                     size_t *size);

/**
 * Opens an envelope, once and within the guard's window. Called with no buffer it only tells how many bytes are in it:
 * nothing is opened then, and nothing checked but its length. What could not be opened is not remembered, but the time
 * is: should the clock be set back, envelopes from before the window stay refused.
 *
 * Threads: any, at any time; those that use one guard wait for each other.
 *
 * @param key the service's key
 * @param guard what was opened before; envelopes that are opened are added to it
 * @param purpose what the envelope must be bound to
 * @param now the time in seconds since 1970
 * @param envelope what palmsig_envelope_seal wrote
 * @param envelope_size bytes
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes
 * @return PALMSIG_OK, a status of 1200 to 1299, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL,
 *         PALMSIG_ERROR_UTF8, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_envelope_open(const palmsig_service_key *key,
                                     palmsig_replay_guard *guard,
                                     const palmsig_purpose *purpose,
                                     uint64_t now,
                                     const uint8_t *envelope,
                                     size_t envelope_size,
                                     uint8_t *buffer,
                                     size_t capacity,
                                     size_t *size);

/**
 * Opens a store, or makes a new one. The whole of its database is read, and checked. It stays open until it and all roles
 * that it gave are freed; nobody else opens it meanwhile.
 *
 * Threads: any, at any time.
 *
 * @param folder where it is: a path in UTF-8, 1 to 4096 bytes; made if it is not there
 * @param key the operator's key, the same every time; it may be freed afterwards
 * @param tenant the tenant's name, the same every time: a string in UTF-8 of 4096 bytes at most
 * @param now the time in seconds since 1970
 * @param[out] store receives the store; free it with palmsig_store_free
 * @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL,
 *         PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_store_open(const char *folder,
                                  const palmsig_operator_key *key,
                                  const char *tenant,
                                  uint64_t now,
                                  palmsig_store **store);

/**
 * Frees a store. Roles that it gave go on working.
 *
 * Threads: any; nobody may use the store any more.
 *
 * @param store the store; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no store: nothing is freed
 */
palmsig_status palmsig_store_free(palmsig_store *store);

/**
 * Sets struct_size, all pointers to NULL and all numbers to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] subject the struct to fill
 * @param struct_size sizeof(palmsig_subject)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_subject_init(palmsig_subject *subject, size_t struct_size);

/**
 * Gives the role of who enrols.
 *
 * Threads: any, at any time.
 *
 * @param store the store
 * @param actor the name that goes on record, such as a terminal's: a string in UTF-8 of 4096 bytes at most
 * @param[out] registrar receives the role; free it with palmsig_registrar_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_store_registrar(const palmsig_store *store,
                                       const char *actor,
                                       palmsig_registrar **registrar);

/**
 * Frees the role.
 *
 * Threads: any; nobody may use the role any more.
 *
 * @param registrar the role; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no registrar: nothing is freed
 */
palmsig_status palmsig_registrar_free(palmsig_registrar *registrar);

/**
 * Enrols a subject in the store: it is on the disk when this returns. Galleries are as they were: add it to yours with
 * palmsig_gallery_add. Whether the person is enrolled already, palmsig_gallery_find_duplicate tells before.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param registrar the role
 * @param subject what to keep
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE, PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE; nothing is kept then
 */
palmsig_status palmsig_registrar_enrol(palmsig_registrar *registrar,
                                       const palmsig_subject *subject,
                                       uint64_t now);

/**
 * Reads what was given with a subject: the first reference of a kind. Called with no buffer it only tells how many bytes
 * there are.
 *
 * Threads: any, at any time.
 *
 * @param registrar the role
 * @param id the subject's id
 * @param kind what it is
 * @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes
 * @return PALMSIG_OK, PALMSIG_ERROR_STORE_NO_REFERENCE, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799 or of
 *         1300 to 1399, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
 *         PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_registrar_reference(const palmsig_registrar *registrar,
                                           const char *id,
                                           const char *kind,
                                           uint8_t *buffer,
                                           size_t capacity,
                                           size_t *size);

/**
 * Brings a subject's template up to date with a capture that was verified against it: that of the palm which the capture
 * is of. Whether it is taken, the enroller decides, as palmsig_enroller_update does. Galleries are as they were: call
 * palmsig_recogniser_reload.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param registrar the role
 * @param enroller what decides
 * @param id the subject's id
 * @param sample the capture
 * @param seconds how long ago the last capture was taken, or the enrolment: keep the time with
 *                palmsig_registrar_set_reference
 * @param now the time in seconds since 1970
 * @param[out] outcome receives PALMSIG_UPDATE_...; nothing is changed but by PALMSIG_UPDATE_TAKEN
 * @return PALMSIG_OK, a status of 700 to 899, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_registrar_update(palmsig_registrar *registrar,
                                        const palmsig_enroller *enroller,
                                        const char *id,
                                        const palmsig_sample *sample,
                                        uint64_t seconds,
                                        uint64_t now,
                                        uint32_t *outcome);

/**
 * Puts other palms in the place of a subject's, such as those of new captures for another encoder. Views that
 * palmsig_registrar_update took are gone. Galleries are as they were: call palmsig_recogniser_reload.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param registrar the role
 * @param id the subject's id
 * @param palms the templates: one palm, or a left and a right one
 * @param count templates: 1 or 2
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL,
 *         PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; nothing is changed then
 */
palmsig_status palmsig_registrar_set_palms(palmsig_registrar *registrar,
                                           const char *id,
                                           const palmsig_template *const *palms,
                                           size_t count,
                                           uint64_t now);

/**
 * Keeps something of yours with a subject, in the place of what is kept as the same kind.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param registrar the role
 * @param id the subject's id
 * @param kind what it is: a string in UTF-8 of 4096 bytes at most
 * @param bytes what only you understand; may be NULL, with a size of 0: nothing of this kind is kept any more
 * @param bytes_size bytes of it, 4096 at most
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; nothing is changed then
 */
palmsig_status palmsig_registrar_set_reference(palmsig_registrar *registrar,
                                               const char *id,
                                               const char *kind,
                                               const uint8_t *bytes,
                                               size_t bytes_size,
                                               uint64_t now);

/**
 * Holds a subject back from removal, for an open purchase say. Once its removal is asked for it is not recognised any more,
 * but kept until it is released. Holding it again for the same reason changes nothing.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param registrar the role
 * @param id the subject's id
 * @param hold the reason: a string in UTF-8 of 4096 bytes at most
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; nothing is changed then
 */
palmsig_status palmsig_registrar_hold(palmsig_registrar *registrar,
                                      const char *id,
                                      const char *hold,
                                      uint64_t now);

/**
 * Releases a subject. The first palmsig_remover_sweep after all are released removes it if that was asked for.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param registrar the role
 * @param id the subject's id
 * @param hold the reason that palmsig_registrar_hold was given
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, PALMSIG_ERROR_STORE_NO_HOLD when nothing of that name holds it, a status of 700 to 799, of 1100 to
 *         1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
 *         PALMSIG_ERROR_UTF8; nothing is changed then
 */
palmsig_status palmsig_registrar_release(palmsig_registrar *registrar,
                                         const char *id,
                                         const char *hold,
                                         uint64_t now);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] loaded the struct to fill
 * @param struct_size sizeof(palmsig_loaded)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_loaded_init(palmsig_loaded *loaded, size_t struct_size);

/**
 * Gives the role of who recognises.
 *
 * Threads: any, at any time.
 *
 * @param store the store
 * @param actor the name that goes on record, such as a terminal's: a string in UTF-8 of 4096 bytes at most
 * @param[out] recogniser receives the role; free it with palmsig_recogniser_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_store_recogniser(const palmsig_store *store,
                                        const char *actor,
                                        palmsig_recogniser **recogniser);

/**
 * Frees the role.
 *
 * Threads: any; nobody may use the role any more.
 *
 * @param recogniser the role; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no recogniser: nothing is freed
 */
palmsig_status palmsig_recogniser_free(palmsig_recogniser *recogniser);

/**
 * Enrols all subjects of the store in a gallery whose time is not up. Search that with palmsig_gallery_identify.
 *
 * Threads: any, at any time.
 *
 * @param recogniser the role
 * @param gallery the gallery
 * @param now the time in seconds since 1970
 * @param[out] loaded receives what became of them; set it up with palmsig_loaded_init
 * @return PALMSIG_OK, a status of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_recogniser_load(const palmsig_recogniser *recogniser,
                                       palmsig_gallery *gallery,
                                       uint64_t now,
                                       palmsig_loaded *loaded);

/**
 * Brings what a gallery has of one subject up to date, after palmsig_registrar_update say. A search that goes on meanwhile
 * may pass over it.
 *
 * Threads: any, at any time.
 *
 * @param recogniser the role
 * @param gallery the gallery
 * @param id the subject's id; it is in the gallery afterwards if it is in the store and its time is not up
 * @param now the time in seconds since 1970
 * @param[out] loaded receives what became of it; set it up with palmsig_loaded_init
 * @return PALMSIG_OK, a status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE,
 *         PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE; the gallery is as it was then
 */
palmsig_status palmsig_recogniser_reload(const palmsig_recogniser *recogniser,
                                         palmsig_gallery *gallery,
                                         const char *id,
                                         uint64_t now,
                                         palmsig_loaded *loaded);

/**
 * Records that a subject was recognised: it is kept for as long as is set from now on.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param recogniser the role
 * @param id the subject's id
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL,
 *         PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_recogniser_used(palmsig_recogniser *recogniser,
                                       const char *id,
                                       uint64_t now);

/**
 * Records that somebody was not recognised, or was not the one who they were said to be.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param recogniser the role
 * @param id who they were said to be; may be NULL: nobody was named
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
 *         PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_recogniser_refused(palmsig_recogniser *recogniser, const char *id, uint64_t now);

/**
 * Sets the defaults: five attempts to be one subject and sixty at one terminal, within a quarter of an hour.
 *
 * Threads: any, at any time.
 *
 * @param[out] lockout the struct to fill
 * @param struct_size sizeof(palmsig_lockout)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_lockout_init(palmsig_lockout *lockout, size_t struct_size);

/**
 * Tells whether another attempt may be made here. Ask before comparing; record with palmsig_recogniser_used or
 * palmsig_recogniser_refused what came of it. Show nobody how similar a palm was that was refused: who could see it could
 * change a picture until it matches. That nobody may try is an answer, not a failure: the status is PALMSIG_OK then too.
 *
 * Threads: any, at any time.
 *
 * @param recogniser the role
 * @param id who the person is said to be; may be NULL: nobody was named
 * @param lockout how many may fail; may be NULL: the defaults
 * @param now the time in seconds since 1970
 * @param[out] wait receives 0 if an attempt may be made now, else for how many seconds none may; set it to 1 before the
 *                  call, so that a failure lets nobody try
 * @return PALMSIG_OK, a status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE,
 *         PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_recogniser_may_try(const palmsig_recogniser *recogniser,
                                          const char *id,
                                          const palmsig_lockout *lockout,
                                          uint64_t now,
                                          uint64_t *wait);

/**
 * Gives the role of who removes.
 *
 * Threads: any, at any time.
 *
 * @param store the store
 * @param actor the name that goes on record, such as a terminal's: a string in UTF-8 of 4096 bytes at most
 * @param[out] remover receives the role; free it with palmsig_remover_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_store_remover(const palmsig_store *store,
                                     const char *actor,
                                     palmsig_remover **remover);

/**
 * Frees the role.
 *
 * Threads: any; nobody may use the role any more.
 *
 * @param remover the role; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no remover: nothing is freed
 */
palmsig_status palmsig_remover_free(palmsig_remover *remover);

/**
 * Removes a subject, from the gallery too. Its key is erased first: should anything fail after that, nothing of it can be
 * read any more, and asking again or opening the store again ends it. Where something holds a subject, it is not
 * recognised any more, and is removed by the first palmsig_remover_sweep after all holds are released.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param remover the role
 * @param id the subject's id
 * @param gallery where the subject is removed as well; may be NULL: nowhere
 * @param now the time in seconds since 1970
 * @param[out] holds receives how many hold the subject: 0 if it is removed
 * @param[out] receipt receives the proof; only written if the subject is removed; may be NULL
 * @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799, of 1100 to 1199 or of 1300 to 1399,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_remover_remove(palmsig_remover *remover,
                                      const char *id,
                                      palmsig_gallery *gallery,
                                      uint64_t now,
                                      size_t *holds,
                                      palmsig_receipt *receipt);

/**
 * Removes all subjects whose time is up, and those whose removal waited for holds that are released.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param remover the role
 * @param gallery where they are removed as well; may be NULL: nowhere
 * @param now the time in seconds since 1970
 * @param[out] removed receives how many were removed
 * @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE; those
 *         removed before a failure are gone
 */
palmsig_status palmsig_remover_sweep(palmsig_remover *remover,
                                     palmsig_gallery *gallery,
                                     uint64_t now,
                                     size_t *removed);

/**
 * Gives the role of who checks the audit trail.
 *
 * Threads: any, at any time.
 *
 * @param store the store
 * @param actor the auditor's name: a string in UTF-8 of 4096 bytes at most; checking leaves no trace
 * @param[out] auditor receives the role; free it with palmsig_auditor_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_store_auditor(const palmsig_store *store,
                                     const char *actor,
                                     palmsig_auditor **auditor);

/**
 * Frees the role.
 *
 * Threads: any; nobody may use the role any more.
 *
 * @param auditor the role; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no auditor: nothing is freed
 */
palmsig_status palmsig_auditor_free(palmsig_auditor *auditor);

/**
 * Checks the whole trail, and that an earlier head of it is a part of it.
 *
 * Threads: any, at any time.
 *
 * @param auditor the role
 * @param earlier a head that was kept elsewhere; may be NULL: the trail is held against itself only
 * @param[out] head receives the head to keep
 * @return PALMSIG_OK, PALMSIG_ERROR_STORE_TRAIL where an entry was changed, removed, moved or cut off, another status of
 *         1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_auditor_verify(const palmsig_auditor *auditor,
                                      const palmsig_trail_head *earlier,
                                      palmsig_trail_head *head);

/**
 * Tells whether the store gave a receipt.
 *
 * Threads: any, at any time.
 *
 * @param auditor the role
 * @param receipt what palmsig_remover_remove gave
 * @param[out] genuine receives 1 or 0
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_auditor_confirms(const palmsig_auditor *auditor,
                                        const palmsig_receipt *receipt,
                                        uint32_t *genuine);

/**
 * Gives the role of who sets how long subjects are kept, and exchanges keys.
 *
 * Threads: any, at any time.
 *
 * @param store the store
 * @param actor the name that goes on record: a string in UTF-8 of 4096 bytes at most
 * @param[out] administrator receives the role; free it with palmsig_administrator_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_store_administrator(const palmsig_store *store,
                                           const char *actor,
                                           palmsig_administrator **administrator);

/**
 * Frees the role.
 *
 * Threads: any; nobody may use the role any more.
 *
 * @param administrator the role; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no administrator: nothing is freed
 */
palmsig_status palmsig_administrator_free(palmsig_administrator *administrator);

/**
 * Keeps subjects for so long without a use, those enrolled already too. Two years are the default.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param administrator the role
 * @param seconds how long
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_administrator_set_retention(palmsig_administrator *administrator,
                                                   uint64_t seconds,
                                                   uint64_t now);

/**
 * Exchanges the operator's key: the store opens under the other one from now on.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param administrator the role
 * @param key the operator's next key
 * @param now the time in seconds since 1970
 * @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_administrator_rotate_operator_key(palmsig_administrator *administrator,
                                                         const palmsig_operator_key *key,
                                                         uint64_t now);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] info the struct to fill
 * @param struct_size sizeof(palmsig_record_info)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_record_info_init(palmsig_record_info *info, size_t struct_size);

/**
 * Sets struct_size, and all results to 0.
 *
 * Threads: any, at any time.
 *
 * @param[out] entry the struct to fill
 * @param struct_size sizeof(palmsig_entry)
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_entry_init(palmsig_entry *entry, size_t struct_size);

/**
 * Reads what is held about a subject, without its part of the audit trail. That leaves no trace.
 *
 * Threads: any, at any time.
 *
 * @param registrar the role
 * @param id the subject's id
 * @param[out] record receives the record; free it with palmsig_record_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799, of 1100 to 1199 or of 1300 to 1399,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_registrar_held(const palmsig_registrar *registrar,
                                      const char *id,
                                      palmsig_record **record);

/**
 * Hands out all that is held about a subject, for the subject: with its part of the audit trail, which says so from then
 * on.
 *
 * Threads: any, at any time; those that change the store wait for each other.
 *
 * @param administrator the role
 * @param id the subject's id
 * @param now the time in seconds since 1970
 * @param[out] record receives the record; free it with palmsig_record_free
 * @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799, of 1100 to 1199 or of 1300 to 1399,
 *         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
 */
palmsig_status palmsig_administrator_export(palmsig_administrator *administrator,
                                            const char *id,
                                            uint64_t now,
                                            palmsig_record **record);

/**
 * Frees a record and erases its templates and references from memory.
 *
 * Threads: any; nobody may use the record any more.
 *
 * @param record the record; may be NULL: nothing is freed
 * @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no record: nothing is freed
 */
palmsig_status palmsig_record_free(palmsig_record *record);

/**
 * Tells what is in a record.
 *
 * Threads: any, at any time.
 *
 * @param record the record
 * @param[out] info receives it; set it up with palmsig_record_info_init
 * @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_record_inspect(const palmsig_record *record, palmsig_record_info *info);

/**
 * Reads a palm of a record.
 *
 * Threads: any, at any time.
 *
 * @param record the record
 * @param index which one, from 0
 * @param[out] anchor receives the template as enrolled; free it with palmsig_template_free
 * @param[out] recent receives the recent views, NULL if there are none; free it with palmsig_template_free
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when there is no such palm, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_record_palm(const palmsig_record *record,
                                   size_t index,
                                   palmsig_template **anchor,
                                   palmsig_template **recent);

/**
 * Reads a text of a record, or the bytes of a reference. Called with no buffer it only tells how many bytes there are.
 *
 * Threads: any, at any time.
 *
 * @param record the record
 * @param text which: PALMSIG_TEXT_...
 * @param index which of them, from 0
 * @param buffer receives the bytes, without a NUL at their end; may be NULL, with a capacity of 0: only the size is told
 * @param capacity bytes of the buffer
 * @param[out] size receives the number of bytes
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when there is no such text, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_NULL
 *         or PALMSIG_ERROR_HANDLE
 */
palmsig_status palmsig_record_text(const palmsig_record *record,
                                   uint32_t text,
                                   size_t index,
                                   uint8_t *buffer,
                                   size_t capacity,
                                   size_t *size);

/**
 * Reads an entry of the subject's part of the audit trail.
 *
 * Threads: any, at any time.
 *
 * @param record the record, from palmsig_administrator_export
 * @param index which one, from 0; the oldest is the first
 * @param[out] entry receives it; set it up with palmsig_entry_init
 * @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when there is no such entry, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
 *         PALMSIG_ERROR_STRUCT_SIZE
 */
palmsig_status palmsig_record_entry(const palmsig_record *record,
                                    size_t index,
                                    palmsig_entry *entry);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* PALMSIG_H */
