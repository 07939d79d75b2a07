/* Records into submission queue entries. */
#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(sizeof(struct iovec) == 16, "a pair of Submissions.SEND_VECTORED is an iovec");

typedef void prepare(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation);

static void *pointer(uint64_t address)
{
    return (void *)(uintptr_t)address;
}

static int write_flags(const struct request *request)
{
    return (request->flags & SYNCED) != 0 ? RWF_DSYNC : 0;
}

static void prepare_accept(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    if ((request->flags & MULTI) != 0) {
        io_uring_prep_multishot_accept(sqe, request->handle, NULL, NULL, SOCK_CLOEXEC);
    } else {
        io_uring_prep_accept(sqe, request->handle, NULL, NULL, SOCK_CLOEXEC);
    }
}

static void prepare_receive(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    io_uring_prep_recv(sqe, request->handle, pointer(request->address), request->length, 0);
}

static void prepare_receive_provided(struct io_uring_sqe *sqe, const struct request *request,
                                     struct operation *operation)
{
    (void)operation;
    if ((request->flags & MULTI) != 0) {
        io_uring_prep_recv_multishot(sqe, request->handle, NULL, 0, 0);
    } else {
        io_uring_prep_recv(sqe, request->handle, NULL, 0, 0);
    }
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = 0;
}

static void prepare_send(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    io_uring_prep_send(sqe, request->handle, pointer(request->address), request->length, MSG_NOSIGNAL);
}

static void prepare_send_vectored(struct io_uring_sqe *sqe, const struct request *request,
                                  struct operation *operation)
{
    memset(&operation->message, 0, sizeof(operation->message));
    operation->message.msg_iov = pointer(request->address);
    operation->message.msg_iovlen = request->length;
    io_uring_prep_sendmsg(sqe, request->handle, &operation->message, MSG_NOSIGNAL);
}

static void prepare_read(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    io_uring_prep_read(sqe, request->handle, pointer(request->address), request->length, request->offset);
}

static void prepare_write(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    io_uring_prep_write(sqe, request->handle, pointer(request->address), request->length, request->offset);
    sqe->rw_flags = write_flags(request);
}

static void prepare_write_vectored(struct io_uring_sqe *sqe, const struct request *request,
                                   struct operation *operation)
{
    (void)operation;
    io_uring_prep_writev2(sqe, request->handle, pointer(request->address), request->length, request->offset,
                          write_flags(request));
}

static void prepare_sync(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    io_uring_prep_fsync(sqe, request->handle, IORING_FSYNC_DATASYNC);
}

static void prepare_allocate(struct io_uring_sqe *sqe, const struct request *request, struct operation *operation)
{
    (void)operation;
    io_uring_prep_fallocate(sqe, request->handle, 0, (off_t)request->offset, (off_t)request->length);
}

/* Operations on a handle: of which kinds, and how. */
static const struct {
    uint8_t kinds;
    prepare *prepare;
} ON_HANDLE[] = {
    [ACCEPT] = {LISTENER, prepare_accept},
    [RECEIVE] = {CONNECTION, prepare_receive},
    [RECEIVE_PROVIDED] = {CONNECTION, prepare_receive_provided},
    [SEND] = {CONNECTION, prepare_send},
    [SEND_VECTORED] = {CONNECTION, prepare_send_vectored},
    [READ] = {REGULAR, prepare_read},
    [WRITE] = {REGULAR, prepare_write},
    [WRITE_VECTORED] = {REGULAR, prepare_write_vectored},
    [SYNC] = {REGULAR, prepare_sync},
    [ALLOCATE] = {REGULAR, prepare_allocate},
};

static void take_on_handle(struct ring *ring, const struct request *request, struct operation *operation)
{
    unsigned code = request->operation;
    struct handle *handle = NULL;
    if (code < sizeof(ON_HANDLE) / sizeof(ON_HANDLE[0]) && ON_HANDLE[code].prepare != NULL) {
        handle = handle_get(ring, request->handle, ON_HANDLE[code].kinds);
    } else {
        ring->error = -ENOSYS;
    }
    if (handle == NULL) {
        complete_here(ring, operation, -EBADF);
        return;
    }
    struct io_uring_sqe *sqe = ring_sqe(ring);
    ON_HANDLE[code].prepare(sqe, request, operation);
    if (handle->fixed) {
        sqe->flags |= IOSQE_FIXED_FILE;
    }
    if (handle->drained && (code == RECEIVE || code == RECEIVE_PROVIDED)) {
        sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
    }
    io_uring_sqe_set_data(sqe, operation);
    operation->handle = request->handle;
    handle->in_flight++;
}

/*
 * The kernel ends a multishot accept, after a connection that it still reports, when its completion queue is full. Goes on with
 * it unless the listener is being closed.
 */
bool take_accept_again(struct ring *ring, struct operation *operation)
{
    struct handle *handle = handle_get(ring, operation->handle, LISTENER);
    if (handle == NULL) {
        return false;
    }
    struct io_uring_sqe *sqe = ring_sqe(ring);
    io_uring_prep_multishot_accept(sqe, operation->handle, NULL, NULL, SOCK_CLOEXEC);
    if (handle->fixed) {
        sqe->flags |= IOSQE_FIXED_FILE;
    }
    io_uring_sqe_set_data(sqe, operation);
    return true;
}

static void take_connect(struct ring *ring, const struct request *request, struct operation *operation)
{
    socklen_t length = 0;
    int fd = socket_for(pointer(request->address), &operation->address, &length);
    if (fd < 0) {
        complete_here(ring, operation, fd);
        return;
    }
    operation->result = fd; /* becomes a handle when it is connected */
    struct io_uring_sqe *sqe = ring_sqe(ring);
    io_uring_prep_connect(sqe, fd, (struct sockaddr *)&operation->address, length);
    io_uring_sqe_set_data(sqe, operation);
}

static void take_close(struct ring *ring, const struct request *request, struct operation *operation)
{
    struct handle *handle = handle_get(ring, request->handle, LISTENER | CONNECTION | REGULAR);
    if (handle == NULL) {
        complete_here(ring, operation, -EBADF);
    } else {
        handle_start_close(ring, handle, request->handle, operation);
    }
}

/* By the system call, since the ring would give it to a thread; after what was asked before. */
static void take_shutdown(struct ring *ring, const struct request *request, struct operation *operation)
{
    if (handle_get(ring, request->handle, CONNECTION) == NULL) {
        complete_here(ring, operation, -EBADF);
        return;
    }
    ring_submit(ring);
    complete_here(ring, operation, shutdown(request->handle, SHUT_RDWR) < 0 ? -errno : 0);
}

static void take_cancel(struct ring *ring, const struct request *request, struct operation *operation)
{
    struct operation *target = operation_find(&ring->operations, request->offset);
    if (target == NULL) {
        complete_here(ring, operation, -ENOENT);
        return;
    }
    struct io_uring_sqe *sqe = ring_sqe(ring);
    io_uring_prep_cancel(sqe, target, 0);
    io_uring_sqe_set_data(sqe, operation);
}

static void take_timeout(struct ring *ring, const struct request *request, struct operation *operation)
{
    int64_t nanos = (int64_t)request->offset;
    if (nanos < 0) {
        nanos = 0;
    }
    operation->time.tv_sec = nanos / 1000000000;
    operation->time.tv_nsec = nanos % 1000000000;
    struct io_uring_sqe *sqe = ring_sqe(ring);
    io_uring_prep_timeout(sqe, &operation->time, 0, 0);
    io_uring_sqe_set_data(sqe, operation);
}

static void take_nop(struct ring *ring, struct operation *operation)
{
    struct io_uring_sqe *sqe = ring_sqe(ring);
    io_uring_prep_nop(sqe);
    io_uring_sqe_set_data(sqe, operation);
}

static void take_unlink(struct ring *ring, const struct request *request, struct operation *operation)
{
    struct io_uring_sqe *sqe = ring_sqe(ring);
    int flags = (request->flags & DIRECTORY) != 0 ? AT_REMOVEDIR : 0;
    io_uring_prep_unlinkat(sqe, AT_FDCWD, pointer(request->address), flags);
    io_uring_sqe_set_data(sqe, operation);
}

void take_request(struct ring *ring, const struct request *request)
{
    if (request->operation == RECYCLE) {
        buffers_give_back(ring, request->address);
        return;
    }
    struct operation *operation = operation_new(ring, request->tag);
    if (operation == NULL) {
        ring->error = -ENOMEM;
        return;
    }
    operation->code = request->operation;
    operation->multi = (request->flags & MULTI) != 0;
    switch (request->operation) {
    case NOP:
        take_nop(ring, operation);
        break;
    case CONNECT:
        take_connect(ring, request, operation);
        break;
    case UNLINK:
        take_unlink(ring, request, operation);
        break;
    case CLOSE:
        take_close(ring, request, operation);
        break;
    case SHUTDOWN:
        take_shutdown(ring, request, operation);
        break;
    case CANCEL:
        take_cancel(ring, request, operation);
        break;
    case TIMEOUT:
        take_timeout(ring, request, operation);
        break;
    default:
        take_on_handle(ring, request, operation);
    }
}
