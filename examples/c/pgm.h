/* What the examples share: raw frames as a camera would give them, which are binary PGM (grey) and PPM (colour) with 8 or
 * 16 bits a sample, one behind the other; and the templates of their palms. A real terminal has its camera's driver
 * instead. */
#ifndef PGM_H
#define PGM_H

#include <palmsig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads the next frame of a file. Returns the samples, to be freed by the caller, with a view over them in `image`; or
 * NULL at the end, and for what is no frame. */
static void *pgm_next(FILE *file, palmsig_image *image)
{
    char kind = 0;
    unsigned width = 0, height = 0, white = 0, channels;
    size_t count, i;
    uint8_t *bytes;

    if (fscanf(file, " P%c %u %u %u", &kind, &width, &height, &white) != 4 || fgetc(file) == EOF) return NULL;
    if ((kind != '5' && kind != '6') || width == 0 || height == 0 || width > 8192 || height > 8192) return NULL;
    if (white != 255 && white != 65535) return NULL;
    channels = kind == '6' ? 3 : 1;
    count = (size_t)width * height * channels;

    palmsig_image_init(image, sizeof *image);
    image->layout = kind == '6' ? PALMSIG_LAYOUT_RGB : PALMSIG_LAYOUT_GRAY;
    image->sample_bits = white == 255 ? 8 : 16;
    image->samples_size = count * image->sample_bits / 8;
    image->height = height;
    image->width = width;
    image->row_stride = image->samples_size / height;
    bytes = malloc(image->samples_size);
    if (bytes == NULL) return NULL;
    if (fread(bytes, 1, image->samples_size, file) != image->samples_size) {
        free(bytes);
        return NULL;
    }
    if (image->sample_bits == 16) {
        /* The files have the high byte first; palmsig takes samples as the machine has them. */
        for (i = 0; i < count; i++) {
            uint16_t sample = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
            memcpy(bytes + 2 * i, &sample, sizeof sample);
        }
    }
    image->samples = bytes;
    return bytes;
}

/* Reads the one frame of the file at `path`. */
static void *pgm_read(const char *path, palmsig_image *image)
{
    FILE *file = fopen(path, "rb");
    void *samples;

    if (file == NULL) return NULL;
    samples = pgm_next(file, image);
    fclose(file);
    return samples;
}

/* Says what went wrong in the last call. */
static inline void pgm_failed(const char *what, palmsig_status status)
{
    fprintf(stderr, "%s: %s (%s)\n", what, palmsig_last_error(), palmsig_status_name(status));
}

/* The template of the picture at `path`, to be freed by the caller, and how good it is in `told`, which may be NULL; NULL
 * after saying why there is none. */
static inline palmsig_template *pgm_template(palmsig_extractor *extractor, const char *path, palmsig_extraction *told)
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
    if (told != NULL) palmsig_extraction_init(told, sizeof *told);
    status = palmsig_extractor_extract(extractor, &capture, NULL, told, &palm);
    if (status != PALMSIG_OK) pgm_failed(path, status);
    free(samples);
    return palm;
}

#endif
