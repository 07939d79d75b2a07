/* Hashing, stamping and copying: galgo.io.Kernels. */
#ifndef GALGO_KERNELS_H
#define GALGO_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stamp {
    uint64_t base_offset;
    uint64_t timestamp;
    uint64_t seed_high;
    uint64_t seed_low;
};

/* galgo.io.Kernels has the same numbers. */
enum record_state { RECORD_FITS = 0, FRAME_DAMAGED = 1, RECORD_DAMAGED = 2 };

struct kernels {
    const char *name;
    uint64_t (*xxh3)(const void *source, size_t length);
    void (*xxh3_wide)(const void *source, size_t length, void *target);
    /* Whether every message ended inside the batch; the largest origin timestamp goes to latest. */
    bool (*stamp_classic)(void *messages, size_t length, const struct stamp *stamp, uint64_t *latest);
    /* enum record_state; a frame that does not end inside is damaged. */
    int (*verify_record)(const void *record, size_t length);
    /* Writes the record's checksum; returns the largest timestamp delta. The frames fill the record. */
    uint64_t (*seal_record)(void *record, size_t length);
    void (*copy_cold)(const void *source, void *target, size_t length);
};

/* The widest that this processor has. */
const struct kernels *kernels_best(void);

/* From 0, the widest last; NULL past the last that this processor has. */
const struct kernels *kernels_at(unsigned index);

#endif
