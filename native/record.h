/*
 * What Java and C hand each other: the records of galgo.io.Submissions, galgo.io.Completions and
 * galgo.io.SocketAddressRecord. Little-endian machines only.
 */
#ifndef GALGO_RECORD_H
#define GALGO_RECORD_H

#include <stdint.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are little-endian");

enum {
    NOP = 0,
    ACCEPT = 1,
    CONNECT = 2,
    RECEIVE = 3,
    RECEIVE_PROVIDED = 4,
    SEND = 5,
    SEND_VECTORED = 6,
    READ = 7,
    WRITE = 8,
    WRITE_VECTORED = 9,
    SYNC = 10,
    ALLOCATE = 11,
    UNLINK = 12,
    CLOSE = 13,
    SHUTDOWN = 14,
    CANCEL = 15,
    TIMEOUT = 16,
    /* Between UringDriver and this library only: gives a provided buffer back, completes nothing. */
    RECYCLE = 255
};

enum { MULTI = 1, SYNCED = 2, DIRECTORY = 4 };
enum { MORE = 1, BUFFER = 2 };
enum { VECTOR_LIMIT = 1024 };

struct request {
    uint8_t operation;
    uint8_t flags;
    uint16_t zero;
    int32_t handle;
    uint64_t address;
    uint32_t length;
    uint32_t zero2;
    uint64_t offset;
    uint64_t tag;
    uint64_t zero3[3];
};

struct completion {
    uint64_t tag;
    int32_t result;
    uint32_t flags;
    uint64_t data;
    uint64_t zero;
};

struct address {
    uint8_t family; /* 4 or 6 */
    uint8_t zero;
    uint16_t port;
    uint8_t bytes[16]; /* network order */
    uint32_t zero2;
};

_Static_assert(sizeof(struct request) == 64, "Submissions.RECORD");
_Static_assert(sizeof(struct completion) == 32, "Completions.RECORD");
_Static_assert(sizeof(struct address) == 24, "SocketAddressRecord.SIZE");

#endif
