/* What the tests of the C core share: a ring, requests by number, what came back for each. */
#ifndef GALGO_FIXTURE_H
#define GALGO_FIXTURE_H

#include "../ring.h"
#include "../system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                             \
    do {                                                                                             \
        if (!(condition)) {                                                                          \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);            \
            abort();                                                                                 \
        }                                                                                            \
    } while (0)

#define CHECK_EQUAL(actual, expected)                                                                \
    do {                                                                                             \
        long long is = (long long)(actual), should = (long long)(expected);                          \
        if (is != should) {                                                                          \
            fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #actual, is, should); \
            abort();                                                                                 \
        }                                                                                            \
    } while (0)

enum { TAGS = 8192, SUBMISSIONS = 64, COMPLETIONS = 128 };

/* What came back for a tag. */
struct seen {
    int times;
    int final; /* completions without MORE */
    int result;
    unsigned flags;
    uint64_t data;
    int order;
};

struct fixture {
    struct ring *ring;
    struct request requests[SUBMISSIONS];
    unsigned count;
    struct completion completions[COMPLETIONS];
    struct seen seen[TAGS];
    int order;
};

struct fixture *fixture_open(unsigned options);
void fixture_close(struct fixture *fixture);

/* Writes a request; hands over when all records are used. */
void ask(struct fixture *fixture, uint64_t tag, struct request request);

/* One turn; notes what came. */
int turn(struct fixture *fixture, int64_t wait);

/* Turns until the tag has its final completion; returns the result. */
int finish(struct fixture *fixture, uint64_t tag);

/* Turns until the tag completed so often. */
void await_times(struct fixture *fixture, uint64_t tag, int times);

/* Listens on the loopback interface; fills in the address. */
int listen_somewhere(struct fixture *fixture, bool shared, struct address *address);

/* Connects two ends, by tags that it uses up: this and the next two. */
void connect_pair(struct fixture *fixture, uint64_t tag, int *client, int *server);

/* Runs a test with every combination of options. */
void with_all_options(void (*test)(struct fixture *fixture));

#endif
