/*
 * One shard's io_uring: what is in flight, which handles are open. Belongs to the thread that made it, but for ring_wake.
 *
 * A turn takes requests (take.c), enters the kernel once (ring.c), and hands completions out (complete.c). Each request in
 * flight is an operation (operations.c), each open descriptor an entry of the handle table (handles.c).
 */
#ifndef GALGO_RING_H
#define GALGO_RING_H

#include "record.h"

#include <liburing.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* A request in flight. Its address is its user data in the kernel, so it never moves. */
struct operation {
    uint64_t tag;
    int32_t handle; /* whose in_flight counts it; -1: of no handle */
    int32_t result; /* while it waits in the list of those that ended here */
    uint8_t code;
    bool multi;
    struct operation *next_same_bucket;
    struct operation *next; /* in that list, or among the free ones */
    union {
        struct msghdr message;
        struct __kernel_timespec time;
        struct sockaddr_in6 address; /* the larger of the two families */
    };
};

/* User data that is no operation. */
enum { WAKE_DATA = 1, IGNORED_DATA = 2 };

struct operations {
    struct operation **slabs;
    unsigned slab_count;
    struct operation *free;
    struct operation **buckets; /* by tag */
    unsigned bucket_bits;
    unsigned in_flight;
};

enum { LISTENER = 1, CONNECTION = 2, REGULAR = 4 };

/* An open descriptor; its number is the handle, and where it is registered its number in the kernel's table, too. */
struct handle {
    uint32_t in_flight;
    uint8_t kind; /* 0: not open */
    bool fixed;
    bool drained; /* the last receive emptied the socket: the next one waits before it tries */
    struct operation *closing;
};

struct handles {
    struct handle *table;
    unsigned size;
    unsigned fixed_limit; /* descriptors below may be registered */
};

/* Receive buffers that the kernel picks from. */
struct buffers {
    struct io_uring_buf_ring *ring;
    uint8_t *memory;
    bool *out;
    uint32_t size;
    uint32_t count;
};

struct ring {
    struct io_uring uring;
    unsigned enter_flags;
    bool wake_armed;
    bool woken;
    int wake_fd;
    uint64_t wake_value;
    int error; /* a broken invariant or a refused kernel call that ends the driver, negated errno */
    int64_t clock[2]; /* at the end of the last turn: monotonic nanoseconds, wall microseconds */
    struct operations operations;
    struct handles handles;
    struct buffers buffers;
    struct operation *ended_first; /* ended without the kernel */
    struct operation *ended_last;
};

/* Options of ring_create, to do without what the kernel may lack, and in tests. */
enum { NO_DEFER = 1, NO_FIXED_FILES = 2 };

/* What a ring uses, see ring_features. */
enum { HAS_DEFER = 1, HAS_FIXED_FILES = 2, HAS_RING_FD = 4 };

/* ring.c */
int ring_create(struct ring **created, unsigned submissions, unsigned completions, unsigned options);
int ring_probe(void);
int ring_features(const struct ring *ring);
int ring_turn(struct ring *ring, const struct request *requests, unsigned count, struct completion *out,
              unsigned capacity, int64_t wait_nanos);
void ring_wake(const struct ring *ring);
int ring_destroy(struct ring *ring);
struct io_uring_sqe *ring_sqe(struct ring *ring);
int ring_submit(struct ring *ring);

/* take.c */
void take_request(struct ring *ring, const struct request *request);
bool take_accept_again(struct ring *ring, struct operation *operation);

/* complete.c */
unsigned complete_ended(struct ring *ring, struct completion *out, unsigned capacity);
unsigned complete_reaped(struct ring *ring, struct completion *out, unsigned capacity);
void complete_here(struct ring *ring, struct operation *operation, int result);

/* operations.c */
struct operation *operation_new(struct ring *ring, uint64_t tag);
struct operation *operation_find(const struct operations *operations, uint64_t tag);
void operation_end(struct operations *operations, struct operation *operation);
void operations_free(struct operations *operations);

/* handles.c */
int handle_add(struct ring *ring, int fd, uint8_t kind);
struct handle *handle_get(struct ring *ring, int fd, uint8_t kinds);
int handle_release(struct ring *ring, int fd);
int handle_close_file(struct ring *ring, int fd);
void handle_start_close(struct ring *ring, struct handle *handle, int fd, struct operation *operation);
void handle_settled(struct ring *ring, int fd);
void handles_free(struct ring *ring);

/* buffers.c */
int64_t buffers_provide(struct ring *ring, uint32_t size, uint32_t count);
void buffers_give_back(struct ring *ring, uint64_t address);
uint64_t buffers_taken(struct ring *ring, unsigned id);
void buffers_free(struct ring *ring);

/* sockets.c */
int socket_listen(struct ring *ring, const struct address *address, bool shared, int backlog);
int socket_local(struct ring *ring, int fd, struct address *address);
int socket_peer(struct ring *ring, int fd, struct address *address);
int socket_no_delay(struct ring *ring, int fd, bool on);
int socket_limit_unsent(struct ring *ring, int fd, int bytes);
int socket_for(const struct address *address, struct sockaddr_in6 *target, socklen_t *length);

#endif
