/* Turns, full queues, timers, cancelling, waking, ending. */
#include "fixture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void nops_overflow_all_queues(struct fixture *fixture)
{
    enum { COUNT = TAGS };
    for (uint64_t tag = 0; tag < COUNT; tag++) {
        ask(fixture, tag, (struct request){.operation = NOP});
    }
    int completed = 0;
    while (completed < COUNT) {
        int count = turn(fixture, -1);
        CHECK(count >= 1 && count <= COMPLETIONS);
        completed += count;
    }
    for (uint64_t tag = 0; tag < COUNT; tag++) {
        CHECK_EQUAL(fixture->seen[tag].times, 1);
        CHECK_EQUAL(fixture->seen[tag].result, 0);
    }
    CHECK_EQUAL(turn(fixture, 0), 0);
    CHECK_EQUAL(fixture->ring->operations.in_flight, 0);
}

static void everything_comes_without_sleeping(struct fixture *fixture)
{
    enum { NOPS = 2000 };
    for (uint64_t tag = 0; tag < NOPS; tag++) {
        ask(fixture, tag, (struct request){.operation = NOP});
    }
    ask(fixture, NOPS, (struct request){.operation = TIMEOUT, .offset = 2000000});
    int completed = 0;
    int64_t start = fixture->ring->clock[0];
    while (completed <= NOPS) {
        completed += turn(fixture, 0);
        CHECK(start == 0 || fixture->ring->clock[0] - start < 20000000000);
        start = start == 0 ? fixture->ring->clock[0] : start;
    }
}

static void timers_come_in_order(struct fixture *fixture)
{
    ask(fixture, 1, (struct request){.operation = TIMEOUT, .offset = 20000000});
    ask(fixture, 2, (struct request){.operation = TIMEOUT, .offset = 2000000});
    ask(fixture, 3, (struct request){.operation = TIMEOUT, .offset = (uint64_t)-1});
    for (uint64_t tag = 1; tag <= 3; tag++) {
        CHECK_EQUAL(finish(fixture, tag), 0);
    }
    CHECK(fixture->seen[3].order < fixture->seen[2].order && fixture->seen[2].order < fixture->seen[1].order);
}

static void cancels_by_tag(struct fixture *fixture)
{
    ask(fixture, 1, (struct request){.operation = TIMEOUT, .offset = 3600000000000});
    ask(fixture, 2, (struct request){.operation = CANCEL, .offset = 1});
    ask(fixture, 3, (struct request){.operation = CANCEL, .offset = 77});
    ask(fixture, 4, (struct request){.operation = CANCEL, .offset = 4});
    CHECK_EQUAL(finish(fixture, 2), 0);
    CHECK_EQUAL(finish(fixture, 1), -ECANCELED);
    CHECK_EQUAL(finish(fixture, 3), -ENOENT);
    CHECK_EQUAL(finish(fixture, 4), -ENOENT);
}

static void a_turn_sleeps_as_told(struct fixture *fixture)
{
    CHECK_EQUAL(turn(fixture, 0), 0);
    int64_t before = fixture->ring->clock[0];
    CHECK_EQUAL(turn(fixture, 10000000), 0);
    CHECK(fixture->ring->clock[0] - before >= 10000000);
}

static void *wake_often(void *argument)
{
    for (int i = 0; i < 1000; i++) {
        ring_wake(argument);
    }
    return NULL;
}

static void wakes_from_another_thread(struct fixture *fixture)
{
    pthread_t thread;
    CHECK_EQUAL(pthread_create(&thread, NULL, wake_often, fixture->ring), 0);
    for (int i = 0; i < 3; i++) {
        ring_wake(fixture->ring);
        CHECK_EQUAL(turn(fixture, -1), 0);
    }
    pthread_join(thread, NULL);
}

/* Each breaks the ring in a way that the next turn says; only then it is closed. */
static void says_what_the_caller_broke(struct fixture *fixture)
{
    ask(fixture, 1, (struct request){.operation = 99});
    CHECK_EQUAL(turn(fixture, 0), -ENOSYS);
}

static void bad_handles_are_refused(struct fixture *fixture)
{
    const uint8_t codes[] = {ACCEPT, RECEIVE, RECEIVE_PROVIDED, SEND,  SEND_VECTORED, READ, WRITE, WRITE_VECTORED,
                             SYNC,   ALLOCATE, CLOSE, SHUTDOWN};
    const int handles[] = {-1, 0, 2, 1 << 30};
    uint64_t tag = 0;
    for (unsigned c = 0; c < sizeof(codes); c++) {
        for (unsigned h = 0; h < 4; h++) {
            ask(fixture, tag, (struct request){.operation = codes[c], .handle = handles[h]});
            CHECK_EQUAL(finish(fixture, tag++), -EBADF);
        }
    }
    struct address nowhere = {.family = 9};
    ask(fixture, tag, (struct request){.operation = CONNECT, .address = (uintptr_t)&nowhere});
    CHECK_EQUAL(finish(fixture, tag), -EAFNOSUPPORT);
}

static void ends_with_everything_in_flight(struct fixture *fixture)
{
    static char target[100];
    int client, server;
    connect_pair(fixture, 0, &client, &server);
    ask(fixture, 10, (struct request){
                         .operation = RECEIVE, .handle = client, .address = (uintptr_t)target, .length = 100});
    for (uint64_t tag = 11; tag < 3000; tag++) {
        ask(fixture, tag, (struct request){.operation = TIMEOUT, .offset = 3600000000000});
    }
    CHECK_EQUAL(turn(fixture, 0), 0);
}

/* As the policy of a container does; in a child, since it cannot be undone. */
static void forbid_rings(int error)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof(program) / sizeof(program[0]), .filter = program};
    CHECK_EQUAL(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    CHECK_EQUAL(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

static void the_probe_says_why_not(void)
{
    const int errors[] = {EPERM, ENOSYS};
    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            forbid_rings(errors[i]);
            CHECK_EQUAL(ring_probe(), -errors[i]);
            _exit(0);
        }
        int status;
        CHECK_EQUAL(waitpid(child, &status, 0), child);
        CHECK_EQUAL(status, 0);
    }
}

int main(void)
{
    the_probe_says_why_not();
    CHECK_EQUAL(ring_probe(), 0);
    with_all_options(nops_overflow_all_queues);
    with_all_options(everything_comes_without_sleeping);
    with_all_options(timers_come_in_order);
    with_all_options(cancels_by_tag);
    with_all_options(a_turn_sleeps_as_told);
    with_all_options(wakes_from_another_thread);
    with_all_options(says_what_the_caller_broke);
    with_all_options(bad_handles_are_refused);
    with_all_options(ends_with_everything_in_flight);
    return 0;
}
