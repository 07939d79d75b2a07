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

struct kernels {
    const char *name;
    uint64_t (*xxh3)(const void *source, size_t length);
    void (*xxh3_wide)(const void *source, size_t length, void *target);
    /* Whether every message ended inside the batch; the largest origin timestamp goes to latest. */
    bool (*stamp_classic)(void *messages, size_t length, const struct stamp *stamp, uint64_t *latest);
    void (*copy_cold)(const void *source, void *target, size_t length);
};

/* The widest that this processor has. */
const struct kernels *kernels_best(void);

/* From 0, the widest last; NULL past the last that this processor has. */
const struct kernels *kernels_at(unsigned index);

#endif
