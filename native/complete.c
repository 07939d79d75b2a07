/* Completion queue entries into records. */
#include "ring.h"

#include <errno.h>
#include <unistd.h>

/* Ends an operation without the kernel; it is handed out in its turn. */
void complete_here(struct ring *ring, struct operation *operation, int result)
{
    operation->result = result;
    operation->next = NULL;
    if (ring->ended_first == NULL) {
        ring->ended_first = operation;
    } else {
        ring->ended_last->next = operation;
    }
    ring->ended_last = operation;
}

unsigned complete_ended(struct ring *ring, struct completion *out, unsigned capacity)
{
    unsigned count = 0;
    while (count < capacity && ring->ended_first != NULL) {
        struct operation *operation = ring->ended_first;
        ring->ended_first = operation->next;
        out[count++] = (struct completion){.tag = operation->tag, .result = operation->result};
        operation_end(&ring->operations, operation);
    }
    return count;
}

static int connected(struct ring *ring, const struct operation *operation, int result)
{
    int fd = operation->result;
    if (result == 0) {
        return handle_add(ring, fd, CONNECTION);
    }
    close(fd);
    return result;
}

static void received(struct ring *ring, const struct operation *operation, const struct io_uring_cqe *cqe,
                     struct completion *out)
{
    ring->handles.table[operation->handle].drained = (cqe->flags & IORING_CQE_F_SOCK_NONEMPTY) == 0;
    if ((cqe->flags & IORING_CQE_F_BUFFER) == 0) {
        return;
    }
    out->data = buffers_taken(ring, cqe->flags >> IORING_CQE_BUFFER_SHIFT);
    if (cqe->res > 0) {
        out->flags |= BUFFER;
    } else { /* a buffer without bytes */
        buffers_give_back(ring, out->data);
        out->data = 0;
    }
}

/* What the result means where the kernel says it otherwise than galgo.io.Submissions. */
static void translate(struct ring *ring, const struct operation *operation, const struct io_uring_cqe *cqe,
                      struct completion *out)
{
    switch (operation->code) {
    case ACCEPT:
        if (cqe->res >= 0) {
            out->result = handle_add(ring, cqe->res, CONNECTION);
        }
        break;
    case CONNECT:
        out->result = connected(ring, operation, cqe->res);
        break;
    case RECEIVE:
    case RECEIVE_PROVIDED:
        received(ring, operation, cqe, out);
        break;
    case CANCEL:
        /* Found, but it can no longer be stopped: it completes with what it gets. */
        out->result = cqe->res == -EALREADY ? 0 : cqe->res;
        break;
    case TIMEOUT:
        out->result = cqe->res == -ETIME ? 0 : cqe->res;
        break;
    default:
        break;
    }
}

/* Returns whether a record was written. */
static bool complete_one(struct ring *ring, const struct io_uring_cqe *cqe, struct completion *out)
{
    if (cqe->user_data == WAKE_DATA) {
        ring->wake_armed = false;
        ring->woken = true;
        return false;
    }
    if (cqe->user_data == IGNORED_DATA) {
        return false;
    }
    struct operation *operation = io_uring_cqe_get_data(cqe);
    bool more = (cqe->flags & IORING_CQE_F_MORE) != 0;
    if (!more && operation->code == ACCEPT && operation->multi && cqe->res >= 0) {
        more = take_accept_again(ring, operation);
    }
    *out = (struct completion){.tag = operation->tag, .result = cqe->res, .flags = more ? MORE : 0};
    translate(ring, operation, cqe, out);
    if (!more) {
        int handle = operation->handle;
        operation_end(&ring->operations, operation);
        if (handle >= 0) {
            handle_settled(ring, handle);
        }
    }
    return true;
}

unsigned complete_reaped(struct ring *ring, struct completion *out, unsigned capacity)
{
    struct io_uring_cq *cq = &ring->uring.cq;
    unsigned mask = cq->ring_entries - 1;
    unsigned head = *cq->khead;
    unsigned tail = io_uring_smp_load_acquire(cq->ktail);
    unsigned count = 0;
    while (head != tail && count < capacity) {
        if (complete_one(ring, &cq->cqes[head & mask], &out[count])) {
            count++;
        }
        head++;
    }
    io_uring_smp_store_release(cq->khead, head);
    return count;
}
