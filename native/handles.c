/*
 * Open descriptors. A handle is a descriptor; where it can be, it is also registered with the kernel under its own number,
 * which spares the reference counting of each operation.
 */
#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int grow(struct handles *handles, unsigned needed)
{
    unsigned size = handles->size == 0 ? 1024 : handles->size;
    while (size < needed) {
        size *= 2;
    }
    struct handle *table = realloc(handles->table, size * sizeof(*table));
    if (table == NULL) {
        return -ENOMEM;
    }
    memset(table + handles->size, 0, (size - handles->size) * sizeof(*table));
    handles->table = table;
    handles->size = size;
    return 0;
}

static void unregister(struct ring *ring, struct handle *handle, int fd)
{
    int none = -1;
    if (handle->fixed && io_uring_register_files_update(&ring->uring, (unsigned)fd, &none, 1) != 1) {
        ring->error = -EBADF; /* the descriptor could never end */
    }
    handle->fixed = false;
}

/* Takes a descriptor in. Returns it, or closes it and returns an error. */
int handle_add(struct ring *ring, int fd, uint8_t kind)
{
    struct handles *handles = &ring->handles;
    if ((unsigned)fd >= handles->size && grow(handles, (unsigned)fd + 1) < 0) {
        close(fd);
        return -ENOMEM;
    }
    struct handle *handle = &handles->table[fd];
    if (handle->kind != 0) {
        ring->error = -EBADF; /* somebody closed our descriptor behind our back */
        return -EBADF;
    }
    *handle = (struct handle){.kind = kind};
    /* Not a listener: it gains nothing, and the ring of a killed process would hold its port a little longer. */
    if (kind != LISTENER && (unsigned)fd < handles->fixed_limit) {
        handle->fixed = io_uring_register_files_update(&ring->uring, (unsigned)fd, &fd, 1) == 1;
    }
    return fd;
}

/* NULL when it is not open, is of none of the kinds, or is being closed. */
struct handle *handle_get(struct ring *ring, int fd, uint8_t kinds)
{
    if (fd < 0 || (unsigned)fd >= ring->handles.size) {
        return NULL;
    }
    struct handle *handle = &ring->handles.table[fd];
    return (handle->kind & kinds) != 0 && handle->closing == NULL ? handle : NULL;
}

/* Forgets a connection without closing it. */
int handle_release(struct ring *ring, int fd)
{
    struct handle *handle = handle_get(ring, fd, CONNECTION);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->in_flight > 0) {
        return -EBUSY;
    }
    unregister(ring, handle, fd);
    *handle = (struct handle){0};
    return fd;
}

/* Closes a file at once. */
int handle_close_file(struct ring *ring, int fd)
{
    struct handle *handle = handle_get(ring, fd, REGULAR);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->in_flight > 0) {
        return -EBUSY;
    }
    unregister(ring, handle, fd);
    *handle = (struct handle){0};
    return close(fd) < 0 ? -errno : 0;
}

static void finish_close(struct ring *ring, struct handle *handle, int fd)
{
    struct operation *operation = handle->closing;
    bool file = handle->kind == REGULAR;
    unregister(ring, handle, fd);
    *handle = (struct handle){0};
    if (!file) {
        complete_here(ring, operation, close(fd) < 0 ? -errno : 0);
        return;
    }
    /* The last reference to a deleted file frees its blocks, which takes long: a thread of the kernel does it. */
    struct io_uring_sqe *sqe = ring_sqe(ring);
    io_uring_prep_close(sqe, fd);
    sqe->flags |= IOSQE_ASYNC;
    io_uring_sqe_set_data(sqe, operation);
}

/* Closes when nothing is in flight any more. Socket operations are cancelled; those of files go through. */
void handle_start_close(struct ring *ring, struct handle *handle, int fd, struct operation *operation)
{
    handle->closing = operation;
    if (handle->in_flight == 0) {
        finish_close(ring, handle, fd);
    } else if (handle->kind != REGULAR) {
        struct io_uring_sqe *sqe = ring_sqe(ring);
        io_uring_prep_cancel_fd(sqe, fd, IORING_ASYNC_CANCEL_ALL);
        io_uring_sqe_set_data64(sqe, IGNORED_DATA);
    }
}

/* An operation on the handle has ended. */
void handle_settled(struct ring *ring, int fd)
{
    struct handle *handle = &ring->handles.table[fd];
    handle->in_flight--;
    if (handle->in_flight == 0 && handle->closing != NULL) {
        finish_close(ring, handle, fd);
    }
}

/* Closes everything. The ring is gone already. */
void handles_free(struct ring *ring)
{
    for (unsigned fd = 0; fd < ring->handles.size; fd++) {
        if (ring->handles.table[fd].kind != 0) {
            close((int)fd);
        }
    }
    free(ring->handles.table);
    memset(&ring->handles, 0, sizeof(ring->handles));
}
