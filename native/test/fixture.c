#include "fixture.h"

#include <errno.h>
#include <time.h>

enum { PATIENCE_SECONDS = 20 };

struct fixture *fixture_open(unsigned options)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    CHECK(fixture != NULL);
    CHECK_EQUAL(ring_create(&fixture->ring, SUBMISSIONS, 2 * COMPLETIONS, options), 0);
    return fixture;
}

void fixture_close(struct fixture *fixture)
{
    CHECK_EQUAL(ring_destroy(fixture->ring), 0);
    free(fixture);
}

void ask(struct fixture *fixture, uint64_t tag, struct request request)
{
    if (fixture->count == SUBMISSIONS) {
        CHECK_EQUAL(ring_turn(fixture->ring, fixture->requests, fixture->count, NULL, 0, 0), 0);
        fixture->count = 0;
    }
    CHECK(tag < TAGS);
    request.tag = tag;
    fixture->requests[fixture->count++] = request;
}

int turn(struct fixture *fixture, int64_t wait)
{
    int count =
        ring_turn(fixture->ring, fixture->requests, fixture->count, fixture->completions, COMPLETIONS, wait);
    fixture->count = 0;
    for (int i = 0; i < count; i++) {
        const struct completion *each = &fixture->completions[i];
        CHECK(each->tag < TAGS);
        struct seen *seen = &fixture->seen[each->tag];
        seen->times++;
        seen->final += (each->flags & MORE) == 0;
        seen->result = each->result;
        seen->flags = each->flags;
        seen->data = each->data;
        seen->order = ++fixture->order;
    }
    return count;
}

int finish(struct fixture *fixture, uint64_t tag)
{
    time_t start = time(NULL);
    while (fixture->seen[tag].final == 0) {
        CHECK(turn(fixture, 50000000) >= 0);
        CHECK(time(NULL) - start < PATIENCE_SECONDS);
    }
    CHECK_EQUAL(fixture->seen[tag].final, 1);
    return fixture->seen[tag].result;
}

void await_times(struct fixture *fixture, uint64_t tag, int times)
{
    time_t start = time(NULL);
    while (fixture->seen[tag].times < times) {
        CHECK(turn(fixture, 50000000) >= 0);
        CHECK(time(NULL) - start < PATIENCE_SECONDS);
    }
}

int listen_somewhere(struct fixture *fixture, bool shared, struct address *address)
{
    *address = (struct address){.family = 4, .bytes = {127, 0, 0, 1}};
    int listener = socket_listen(fixture->ring, address, shared, 1024);
    CHECK(listener >= 0);
    CHECK_EQUAL(socket_local(fixture->ring, listener, address), 0);
    return listener;
}

void connect_pair(struct fixture *fixture, uint64_t tag, int *client, int *server)
{
    struct address address;
    int listener = listen_somewhere(fixture, false, &address);
    ask(fixture, tag, (struct request){.operation = ACCEPT, .handle = listener});
    ask(fixture, tag + 1, (struct request){.operation = CONNECT, .address = (uintptr_t)&address});
    *client = finish(fixture, tag + 1);
    *server = finish(fixture, tag);
    CHECK(*client >= 0 && *server >= 0);
    ask(fixture, tag + 2, (struct request){.operation = CLOSE, .handle = listener});
    CHECK_EQUAL(finish(fixture, tag + 2), 0);
}

void with_all_options(void (*test)(struct fixture *fixture))
{
    for (unsigned options = 0; options <= (NO_DEFER | NO_FIXED_FILES); options++) {
        struct fixture *fixture = fixture_open(options);
        test(fixture);
        fixture_close(fixture);
    }
}
