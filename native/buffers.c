/* A ring of receive buffers from which the kernel takes one when bytes have come. */
#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

static size_t ring_bytes(const struct buffers *buffers)
{
    return buffers->count * sizeof(struct io_uring_buf);
}

static size_t memory_bytes(const struct buffers *buffers)
{
    return (size_t)buffers->size * buffers->count;
}

static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void add(struct buffers *buffers, unsigned id, int at)
{
    io_uring_buf_ring_add(buffers->ring, buffers->memory + (size_t)id * buffers->size, buffers->size,
                          (unsigned short)id, io_uring_buf_ring_mask(buffers->count), at);
}

/* Returns the address of the first buffer, or an error. */
int64_t buffers_provide(struct ring *ring, uint32_t size, uint32_t count)
{
    struct buffers *buffers = &ring->buffers;
    if (buffers->ring != NULL) {
        return -EEXIST;
    }
    buffers->size = size;
    buffers->count = count;
    buffers->ring = map(ring_bytes(buffers));
    buffers->memory = map(memory_bytes(buffers));
    buffers->out = calloc(count, sizeof(*buffers->out));
    int result = -ENOMEM;
    if (buffers->ring != NULL && buffers->memory != NULL && buffers->out != NULL) {
        struct io_uring_buf_reg registration = {
            .ring_addr = (uint64_t)(uintptr_t)buffers->ring, .ring_entries = count, .bgid = 0};
        result = io_uring_register_buf_ring(&ring->uring, &registration, 0);
    }
    if (result < 0) {
        buffers_free(ring);
        return result;
    }
    io_uring_buf_ring_init(buffers->ring);
    for (unsigned id = 0; id < count; id++) {
        add(buffers, id, (int)id);
    }
    io_uring_buf_ring_advance(buffers->ring, (int)count);
    return (int64_t)(uintptr_t)buffers->memory;
}

/* The caller has checked that the address is a buffer's. */
void buffers_give_back(struct ring *ring, uint64_t address)
{
    struct buffers *buffers = &ring->buffers;
    unsigned id = (unsigned)((address - (uintptr_t)buffers->memory) / buffers->size);
    if (!buffers->out[id]) {
        ring->error = -EUCLEAN;
        return;
    }
    buffers->out[id] = false;
    add(buffers, id, 0);
    io_uring_buf_ring_advance(buffers->ring, 1);
}

/* The kernel has taken a buffer; returns its address. */
uint64_t buffers_taken(struct ring *ring, unsigned id)
{
    ring->buffers.out[id] = true;
    return (uintptr_t)ring->buffers.memory + (uint64_t)id * ring->buffers.size;
}

void buffers_free(struct ring *ring)
{
    struct buffers *buffers = &ring->buffers;
    if (buffers->ring != NULL) {
        munmap(buffers->ring, ring_bytes(buffers));
    }
    if (buffers->memory != NULL) {
        munmap(buffers->memory, memory_bytes(buffers));
    }
    free(buffers->out);
    *buffers = (struct buffers){0};
}
