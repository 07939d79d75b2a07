/* Requests in flight: taken from slabs that are kept until the end, found by tag through chained buckets. */
#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SLAB = 1024 };

static unsigned bucket_of(const struct operations *operations, uint64_t tag)
{
    return (unsigned)((tag * 0x9E3779B97F4A7C15u) >> (64 - operations->bucket_bits));
}

static void enter_bucket(struct operations *operations, struct operation *operation)
{
    struct operation **bucket = &operations->buckets[bucket_of(operations, operation->tag)];
    operation->next_same_bucket = *bucket;
    *bucket = operation;
}

/* Doubles the buckets so that there are as many as operations. */
static int widen(struct operations *operations)
{
    unsigned bits = operations->slab_count == 0 ? 10 : operations->bucket_bits;
    while ((1u << bits) < (operations->slab_count + 1) * SLAB) {
        bits++;
    }
    if (operations->buckets != NULL && bits == operations->bucket_bits) {
        return 0;
    }
    struct operation **old = operations->buckets;
    size_t old_size = old == NULL ? 0 : (size_t)1 << operations->bucket_bits;
    struct operation **fresh = calloc((size_t)1 << bits, sizeof(*fresh));
    if (fresh == NULL) {
        return -ENOMEM;
    }
    operations->buckets = fresh;
    operations->bucket_bits = bits;
    for (size_t i = 0; i < old_size; i++) {
        for (struct operation *each = old[i], *next; each != NULL; each = next) {
            next = each->next_same_bucket;
            enter_bucket(operations, each);
        }
    }
    free(old);
    return 0;
}

static int add_slab(struct operations *operations)
{
    struct operation **slabs =
        realloc(operations->slabs, (operations->slab_count + 1) * sizeof(*operations->slabs));
    if (slabs == NULL) {
        return -ENOMEM;
    }
    operations->slabs = slabs;
    struct operation *slab = calloc(SLAB, sizeof(*slab));
    if (slab == NULL || widen(operations) < 0) {
        free(slab);
        return -ENOMEM;
    }
    slabs[operations->slab_count++] = slab;
    for (unsigned i = SLAB; i-- > 0;) {
        slab[i].next = operations->free;
        operations->free = &slab[i];
    }
    return 0;
}

/* NULL when memory is out. */
struct operation *operation_new(struct ring *ring, uint64_t tag)
{
    struct operations *operations = &ring->operations;
    if (operations->free == NULL && add_slab(operations) < 0) {
        return NULL;
    }
    struct operation *operation = operations->free;
    operations->free = operation->next;
    operation->next = NULL;
    operation->tag = tag;
    operation->handle = -1;
    enter_bucket(operations, operation);
    operations->in_flight++;
    return operation;
}

struct operation *operation_find(const struct operations *operations, uint64_t tag)
{
    if (operations->buckets == NULL) {
        return NULL;
    }
    struct operation *each = operations->buckets[bucket_of(operations, tag)];
    while (each != NULL && each->tag != tag) {
        each = each->next_same_bucket;
    }
    return each;
}

void operation_end(struct operations *operations, struct operation *operation)
{
    struct operation **link = &operations->buckets[bucket_of(operations, operation->tag)];
    while (*link != operation) {
        link = &(*link)->next_same_bucket;
    }
    *link = operation->next_same_bucket;
    operation->next = operations->free;
    operations->free = operation;
    operations->in_flight--;
}

void operations_free(struct operations *operations)
{
    for (unsigned i = 0; i < operations->slab_count; i++) {
        free(operations->slabs[i]);
    }
    free(operations->slabs);
    free(operations->buckets);
    memset(operations, 0, sizeof(*operations));
}
