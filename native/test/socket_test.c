/* Listening, connecting, carrying bytes, closing with operations in flight. */
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static struct request transfer(uint8_t operation, int handle, void *memory, size_t length)
{
    return (struct request){
        .operation = operation, .handle = handle, .address = (uintptr_t)memory, .length = (uint32_t)length};
}

static void carries_bytes(struct fixture *fixture)
{
    int client, server;
    char in[16] = {0};
    connect_pair(fixture, 0, &client, &server);
    ask(fixture, 10, transfer(RECEIVE, server, in, sizeof(in)));
    CHECK_EQUAL(turn(fixture, 0), 0);
    struct iovec pieces[3] = {{"gal", 3}, {"", 0}, {"go!", 3}};
    ask(fixture, 11, transfer(SEND_VECTORED, client, pieces, 3));
    CHECK_EQUAL(finish(fixture, 11), 6);
    CHECK_EQUAL(finish(fixture, 10), 6);
    CHECK(memcmp(in, "galgo!", 6) == 0);
    ask(fixture, 12, (struct request){.operation = SHUTDOWN, .handle = client});
    ask(fixture, 13, transfer(RECEIVE, server, in, sizeof(in)));
    CHECK_EQUAL(finish(fixture, 12), 0);
    CHECK_EQUAL(finish(fixture, 13), 0);
    ask(fixture, 14, transfer(SEND, client, "x", 1));
    CHECK_EQUAL(finish(fixture, 14), -EPIPE);
}

static void a_send_before_a_shutdown_arrives(struct fixture *fixture)
{
    int client, server;
    char in[16] = {0};
    connect_pair(fixture, 0, &client, &server);
    ask(fixture, 10, transfer(SEND, client, "last", 4));
    ask(fixture, 11, (struct request){.operation = SHUTDOWN, .handle = client});
    CHECK_EQUAL(finish(fixture, 10), 4);
    CHECK_EQUAL(finish(fixture, 11), 0);
    ask(fixture, 12, transfer(RECEIVE, server, in, sizeof(in)));
    CHECK_EQUAL(finish(fixture, 12), 4);
}

static void a_full_socket_takes_a_part_and_then_waits(struct fixture *fixture)
{
    enum { MANY = 32 << 20 };
    int client, server;
    char *memory = calloc(1, MANY);
    connect_pair(fixture, 0, &client, &server);
    ask(fixture, 10, transfer(SEND, client, memory, MANY));
    int sent = finish(fixture, 10);
    CHECK(sent > 0 && sent < MANY);
    ask(fixture, 11, transfer(SEND, client, memory, MANY));
    CHECK_EQUAL(turn(fixture, 1000000), fixture->seen[11].times);
    ask(fixture, 12, (struct request){.operation = CLOSE, .handle = client});
    CHECK_EQUAL(finish(fixture, 12), 0);
    CHECK(fixture->seen[11].result == -ECANCELED || fixture->seen[11].result > 0);
    CHECK(fixture->seen[11].order < fixture->seen[12].order);
    free(memory);
}

static void closing_ends_what_is_in_flight_first(struct fixture *fixture)
{
    int client, server;
    char in[16];
    struct address address;
    connect_pair(fixture, 0, &client, &server);
    int listener = listen_somewhere(fixture, false, &address);
    ask(fixture, 10, transfer(RECEIVE, server, in, sizeof(in)));
    ask(fixture, 11, (struct request){.operation = CLOSE, .handle = server});
    ask(fixture, 12, transfer(RECEIVE, server, in, sizeof(in)));
    ask(fixture, 13, (struct request){.operation = CLOSE, .handle = server});
    ask(fixture, 14, (struct request){.operation = ACCEPT, .flags = MULTI, .handle = listener});
    ask(fixture, 15, (struct request){.operation = CLOSE, .handle = listener});
    CHECK_EQUAL(finish(fixture, 11), 0);
    CHECK_EQUAL(finish(fixture, 10), -ECANCELED);
    CHECK(fixture->seen[10].order < fixture->seen[11].order);
    CHECK_EQUAL(finish(fixture, 12), -EBADF);
    CHECK_EQUAL(finish(fixture, 13), -EBADF);
    CHECK_EQUAL(finish(fixture, 15), 0);
    CHECK_EQUAL(fixture->seen[14].result, -ECANCELED);
    CHECK(fixture->seen[14].order < fixture->seen[15].order);
    ask(fixture, 16, transfer(RECEIVE, client, in, sizeof(in)));
    CHECK_EQUAL(finish(fixture, 16), 0);
}

static void gives_out_buffers_and_takes_them_back(struct fixture *fixture)
{
    enum { SIZE = 32 };
    int client, server;
    connect_pair(fixture, 0, &client, &server);
    int64_t base = buffers_provide(fixture->ring, SIZE, 2);
    CHECK(base > 0);
    CHECK_EQUAL(buffers_provide(fixture->ring, SIZE, 2), -EEXIST);
    char out[4 * SIZE];
    memset(out, 7, sizeof(out));
    ask(fixture, 10, transfer(SEND, client, out, sizeof(out)));
    CHECK_EQUAL(finish(fixture, 10), sizeof(out));
    ask(fixture, 11, (struct request){.operation = RECEIVE_PROVIDED, .flags = MULTI, .handle = server});
    CHECK_EQUAL(finish(fixture, 11), -ENOBUFS);
    CHECK_EQUAL(fixture->seen[11].times, 3);
    uint64_t second = (uint64_t)base + SIZE;
    ask(fixture, 0, (struct request){.operation = RECYCLE, .address = second});
    ask(fixture, 12, (struct request){.operation = RECEIVE_PROVIDED, .handle = server});
    CHECK_EQUAL(finish(fixture, 12), SIZE);
    CHECK_EQUAL(fixture->seen[12].flags, BUFFER);
    CHECK_EQUAL(fixture->seen[12].data, second);
    CHECK(memcmp((void *)(uintptr_t)second, out, SIZE) == 0);
    for (int i = 0; i < 2; i++) {
        ask(fixture, 0, (struct request){.operation = RECYCLE, .address = second});
    }
    CHECK_EQUAL(turn(fixture, 0), -EUCLEAN);
}

static void an_accept_goes_on_when_completions_overflow(struct fixture *fixture)
{
    enum { COUNT = 600 };
    struct address address;
    int listener = listen_somewhere(fixture, false, &address);
    ask(fixture, 0, (struct request){.operation = ACCEPT, .flags = MULTI, .handle = listener});
    for (uint64_t tag = 1; tag <= COUNT; tag++) {
        ask(fixture, tag, (struct request){.operation = CONNECT, .address = (uintptr_t)&address});
    }
    await_times(fixture, 0, COUNT);
    CHECK_EQUAL(fixture->seen[0].final, 0);
    for (uint64_t tag = 1; tag <= COUNT; tag++) {
        CHECK(finish(fixture, tag) >= 0);
    }
}

static void refuses_ports_that_others_hold(struct fixture *fixture)
{
    struct address alone, shared;
    listen_somewhere(fixture, false, &alone);
    CHECK_EQUAL(socket_listen(fixture->ring, &alone, false, 1), -EADDRINUSE);
    CHECK_EQUAL(socket_listen(fixture->ring, &alone, true, 1), -EADDRINUSE);
    listen_somewhere(fixture, true, &shared);
    CHECK(socket_listen(fixture->ring, &shared, true, 1) >= 0);
    CHECK_EQUAL(socket_listen(fixture->ring, &shared, false, 1), -EADDRINUSE);
}

/* Another process with the same user would be let in by the kernel. */
static void refuses_a_shared_port_of_another_process(struct fixture *fixture)
{
    int out[2];
    CHECK_EQUAL(pipe(out), 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        struct fixture *own = fixture_open(0);
        struct address address;
        listen_somewhere(own, true, &address);
        CHECK_EQUAL(write(out[1], &address, sizeof(address)), sizeof(address));
        pause();
    }
    struct address address;
    CHECK_EQUAL(read(out[0], &address, sizeof(address)), sizeof(address));
    CHECK_EQUAL(socket_listen(fixture->ring, &address, true, 1), -EADDRINUSE);
    kill(child, SIGKILL);
    close(out[0]);
    close(out[1]);
}

static void a_connection_changes_its_ring(struct fixture *fixture)
{
    int client, server;
    char in[16];
    struct fixture *other = fixture_open(0);
    connect_pair(fixture, 0, &client, &server);
    ask(fixture, 10, transfer(RECEIVE, server, in, sizeof(in)));
    CHECK_EQUAL(turn(fixture, 0), 0);
    CHECK_EQUAL(handle_release(fixture->ring, server), -EBUSY);
    ask(fixture, 11, (struct request){.operation = CANCEL, .offset = 10});
    CHECK_EQUAL(finish(fixture, 10), -ECANCELED);
    int token = handle_release(fixture->ring, server);
    CHECK(token >= 0);
    CHECK_EQUAL(handle_release(fixture->ring, server), -EBADF);
    int adopted = handle_add(other->ring, token, CONNECTION);
    ask(other, 10, transfer(SEND, adopted, "x", 1));
    CHECK_EQUAL(finish(other, 10), 1);
    ask(fixture, 12, transfer(RECEIVE, client, in, sizeof(in)));
    CHECK_EQUAL(finish(fixture, 12), 1);
    fixture_close(other);
    ask(fixture, 13, transfer(RECEIVE, client, in, sizeof(in)));
    CHECK_EQUAL(finish(fixture, 13), 0);
}

/* The kernel's table is as large as the limit was when the ring was made. */
static void descriptors_past_the_table_work_too(void)
{
    struct rlimit before, low;
    CHECK_EQUAL(getrlimit(RLIMIT_NOFILE, &before), 0);
    low = before;
    low.rlim_cur = 16;
    CHECK_EQUAL(setrlimit(RLIMIT_NOFILE, &low), 0);
    struct fixture *fixture = fixture_open(0);
    CHECK_EQUAL(setrlimit(RLIMIT_NOFILE, &before), 0);
    uint64_t tag = 0;
    int client, server;
    char in;
    do {
        connect_pair(fixture, tag, &client, &server);
        ask(fixture, tag + 3, transfer(SEND, client, "x", 1));
        ask(fixture, tag + 4, transfer(RECEIVE, server, &in, 1));
        CHECK_EQUAL(finish(fixture, tag + 3), 1);
        CHECK_EQUAL(finish(fixture, tag + 4), 1);
        tag += 5;
    } while (server < 30);
    fixture_close(fixture);
}

int main(void)
{
    with_all_options(carries_bytes);
    with_all_options(a_send_before_a_shutdown_arrives);
    with_all_options(a_full_socket_takes_a_part_and_then_waits);
    with_all_options(closing_ends_what_is_in_flight_first);
    with_all_options(gives_out_buffers_and_takes_them_back);
    with_all_options(an_accept_goes_on_when_completions_overflow);
    with_all_options(refuses_ports_that_others_hold);
    with_all_options(refuses_a_shared_port_of_another_process);
    with_all_options(a_connection_changes_its_ring);
    descriptors_past_the_table_work_too();
    return 0;
}
