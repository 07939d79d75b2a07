/* Making a ring, and the turn: take requests, enter the kernel once, hand completions out. */
#include "ring.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* How often the kernel may take nothing (out of memory) before the driver gives up. */
enum { PATIENCE = 100000, FIXED_FILES_LIMIT = 1 << 20, COMPLETIONS_LIMIT = 1 << 16 };

/*
 * SINGLE_ISSUER came with Linux 6.0, as did multishot receives: who refuses it is too old. DEFER_TASKRUN is of 6.1.
 */
static int set_up(struct ring *ring, unsigned submissions, unsigned completions, unsigned options)
{
    unsigned base = IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL |
                    IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_TASKRUN_FLAG;
    int result = -EINVAL;
    if ((options & NO_DEFER) == 0) {
        struct io_uring_params parameters = {.flags = base | IORING_SETUP_DEFER_TASKRUN,
                                             .cq_entries = completions};
        result = io_uring_queue_init_params(submissions, &ring->uring, &parameters);
    }
    if (result == -EINVAL) {
        struct io_uring_params parameters = {.flags = base | IORING_SETUP_COOP_TASKRUN,
                                             .cq_entries = completions};
        result = io_uring_queue_init_params(submissions, &ring->uring, &parameters);
    }
    if (result == 0 && (ring->uring.features & IORING_FEAT_EXT_ARG) == 0) {
        io_uring_queue_exit(&ring->uring);
        return -EINVAL;
    }
    return result;
}

static void register_files(struct ring *ring)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) {
        return;
    }
    unsigned count = limit.rlim_cur < FIXED_FILES_LIMIT ? (unsigned)limit.rlim_cur : FIXED_FILES_LIMIT;
    if (io_uring_register_files_sparse(&ring->uring, count) == 0) {
        ring->handles.fixed_limit = count;
    }
}

/* Needs Linux 6.0. The thread that calls it is the only one that may use the ring. */
int ring_create(struct ring **created, unsigned submissions, unsigned completions, unsigned options)
{
    struct ring *ring = calloc(1, sizeof(*ring));
    if (ring == NULL) {
        return -ENOMEM;
    }
    int result = set_up(ring, submissions, completions, options);
    if (result < 0) {
        free(ring);
        return result;
    }
    ring->wake_fd = eventfd(0, EFD_CLOEXEC);
    if (ring->wake_fd < 0) {
        result = -errno;
        io_uring_queue_exit(&ring->uring);
        free(ring);
        return result;
    }
    if (io_uring_register_ring_fd(&ring->uring) == 1) {
        ring->enter_flags = IORING_ENTER_REGISTERED_RING;
    }
    if ((options & NO_FIXED_FILES) == 0) {
        register_files(ring);
    }
    *created = ring;
    return 0;
}

/* Whether a ring can be made here with all that is needed: 0 or the reason. */
int ring_probe(void)
{
    struct ring *ring;
    int result = ring_create(&ring, 4, 16, 0);
    if (result < 0) {
        return result;
    }
    int64_t buffers = buffers_provide(ring, 4096, 1);
    struct io_uring_probe *probe = io_uring_get_probe_ring(&ring->uring);
    if (buffers < 0 || probe == NULL || !io_uring_opcode_supported(probe, IORING_OP_SEND_ZC)) {
        result = -EINVAL; /* the newest operation of 6.0 stands for the others */
    }
    io_uring_free_probe(probe);
    int destroyed = ring_destroy(ring);
    return result < 0 ? result : destroyed;
}

int ring_features(const struct ring *ring)
{
    return ((ring->uring.flags & IORING_SETUP_DEFER_TASKRUN) != 0 ? HAS_DEFER : 0) |
           (ring->handles.fixed_limit > 0 ? HAS_FIXED_FILES : 0) |
           ((ring->enter_flags & IORING_ENTER_REGISTERED_RING) != 0 ? HAS_RING_FD : 0);
}

/* Shows the kernel what was prepared. Returns how much it has not taken yet. */
static unsigned publish(struct ring *ring)
{
    struct io_uring_sq *sq = &ring->uring.sq;
    unsigned mask = sq->ring_entries - 1;
    unsigned tail = *sq->ktail;
    while (sq->sqe_head != sq->sqe_tail) {
        sq->array[tail++ & mask] = sq->sqe_head++ & mask;
    }
    io_uring_smp_store_release(sq->ktail, tail);
    return tail - io_uring_smp_load_acquire(sq->khead);
}

static int enter(struct ring *ring, unsigned submit, unsigned least, unsigned flags, void *argument, size_t size)
{
    return io_uring_enter2((unsigned)ring->uring.enter_ring_fd, submit, least, flags | ring->enter_flags, argument,
                           size);
}

/* Hands over everything prepared. Returns 0, or the error that it also leaves in the ring. */
int ring_submit(struct ring *ring)
{
    for (int tries = 0; tries < PATIENCE; tries++) {
        unsigned left = publish(ring);
        if (left == 0) {
            return 0;
        }
        int result = enter(ring, left, 0, 0, NULL, 0);
        if (result == 0 || result == -EAGAIN || result == -EBUSY) {
            sched_yield();
        } else if (result < 0 && result != -EINTR) {
            ring->error = result;
            return result;
        }
    }
    ring->error = -EAGAIN;
    return ring->error;
}

/* An entry to fill in; never NULL. After an error what is filled in goes nowhere. */
struct io_uring_sqe *ring_sqe(struct ring *ring)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->uring);
    if (sqe == NULL) {
        ring_submit(ring);
        sqe = io_uring_get_sqe(&ring->uring);
    }
    return sqe != NULL ? sqe : &ring->uring.sq.sqes[0];
}

static int64_t nanos_of(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool kernel_has_more(const struct ring *ring)
{
    return (IO_URING_READ_ONCE(*ring->uring.sq.kflags) & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN)) != 0;
}

/*
 * Submits, runs what the kernel has deferred, and sleeps (wait < 0: without an end). Returns an error to give up for;
 * -ETIME when the time was up.
 */
static int enter_kernel(struct ring *ring, int64_t wait)
{
    unsigned submit = publish(ring);
    unsigned flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
    if (submit == 0 && wait == 0 && !kernel_has_more(ring)) {
        return 0;
    }
    struct __kernel_timespec time = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    struct io_uring_getevents_arg argument = {.sigmask_sz = _NSIG / 8,
                                              .ts = wait > 0 ? (uint64_t)(uintptr_t)&time : 0};
    int result = enter(ring, submit, wait == 0 ? 0 : 1, flags, &argument, sizeof(argument));
    if (result == -EINTR) {
        return 0;
    }
    if (result == -EAGAIN || result == -EBUSY) {
        sched_yield();
        return 0;
    }
    return result < 0 ? result : 0;
}

static void arm_wake(struct ring *ring)
{
    if (!ring->wake_armed) {
        struct io_uring_sqe *sqe = ring_sqe(ring);
        io_uring_prep_read(sqe, ring->wake_fd, &ring->wake_value, sizeof(ring->wake_value), 0);
        io_uring_sqe_set_data64(sqe, WAKE_DATA);
        ring->wake_armed = true;
    }
}

/* Nanoseconds to sleep: none, without an end (-1), or those left. */
static int64_t left_of(int64_t wait, int64_t deadline)
{
    if (wait <= 0) {
        return wait < 0 ? -1 : 0;
    }
    int64_t left = deadline - nanos_of(CLOCK_MONOTONIC);
    return left > 0 ? left : 0;
}

static int collect(struct ring *ring, struct completion *out, unsigned capacity, int64_t wait)
{
    int64_t start = wait > 0 ? nanos_of(CLOCK_MONOTONIC) : 0;
    int64_t deadline = wait > INT64_MAX - start ? INT64_MAX : start + wait;
    unsigned count = complete_ended(ring, out, capacity);
    int64_t left = wait;
    ring->woken = false;
    for (;;) {
        bool nothing = count == 0 && io_uring_cq_ready(&ring->uring) == 0;
        int result = enter_kernel(ring, nothing ? left : 0);
        if (result < 0 && result != -ETIME) {
            return result;
        }
        count += complete_reaped(ring, out + count, capacity - count);
        count += complete_ended(ring, out + count, capacity - count);
        if (count > 0 || ring->woken || left == 0) {
            return (int)count;
        }
        left = left_of(wait, deadline);
    }
}

/*
 * Takes the requests and hands out up to capacity completions, after a sleep where there are none; with a capacity of 0 it
 * only takes and submits. Returns their number or the error that ends the driver.
 */
int ring_turn(struct ring *ring, const struct request *requests, unsigned count, struct completion *out,
              unsigned capacity, int64_t wait_nanos)
{
    for (unsigned i = 0; i < count; i++) {
        take_request(ring, &requests[i]);
    }
    if (capacity == 0) {
        ring_submit(ring);
        return ring->error;
    }
    arm_wake(ring);
    int result = ring->error < 0 ? ring->error : collect(ring, out, capacity, wait_nanos);
    ring->clock[0] = nanos_of(CLOCK_MONOTONIC);
    ring->clock[1] = nanos_of(CLOCK_REALTIME) / 1000;
    return ring->error < 0 ? ring->error : result;
}

/* Any thread. */
void ring_wake(const struct ring *ring)
{
    uint64_t one = 1;
    ssize_t written;
    do {
        written = write(ring->wake_fd, &one, sizeof(one));
    } while (written < 0 && errno == EINTR);
}

/* Cancels everything and waits until nothing is in flight, so that no memory is written afterwards. */
static int drain(struct ring *ring)
{
    enum { SINK = 64, ROUNDS = 300 };
    struct completion sink[SINK];
    ring->error = 0;
    for (int round = 0; round < ROUNDS && (ring->operations.in_flight > 0 || ring->wake_armed); round++) {
        struct io_uring_sqe *sqe = ring_sqe(ring);
        io_uring_prep_cancel64(sqe, 0, IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL);
        io_uring_sqe_set_data64(sqe, IGNORED_DATA);
        int result;
        do {
            result = collect(ring, sink, SINK, 100000000);
        } while (result > 0);
        if (result < 0) {
            return result;
        }
    }
    return ring->operations.in_flight > 0 ? -EBUSY : 0;
}

/*
 * Ends everything in flight, closes all handles, frees the ring. Returns an error when something would not end within half
 * a minute: then memory that it may still write must stay.
 */
int ring_destroy(struct ring *ring)
{
    int result = drain(ring);
    io_uring_queue_exit(&ring->uring);
    close(ring->wake_fd);
    handles_free(ring);
    if (result == 0) {
        buffers_free(ring);
        operations_free(&ring->operations);
        free(ring);
    }
    return result;
}
