/*
 * The kernels for one vector width. Compiled once for each, with GALGO_VARIANT as its name and the compiler flags of the
 * width. XXH3 is the library's, inlined, so that it uses the width, too.
 */
#include "kernels.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define JOINED(left, right) left##right
#define JOIN(left, right) JOINED(left, right)
#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

/* A message of the classic wire: checksum, id, offset, timestamp, origin, lengths, reserved; then payload and headers. */
enum {
    ID = 8,
    OFFSET = 24,
    TIMESTAMP = 32,
    ORIGIN = 40,
    HEADERS_LENGTH = 48,
    PAYLOAD_LENGTH = 52,
    MESSAGE_HEADER = 64
};

/* A frame of the newer wire: checksum, id, deltas, lengths, reserved; then payload and headers. */
enum { FRAME_TIMESTAMP_DELTA = 28, FRAME_HEADERS_LENGTH = 32, FRAME_PAYLOAD_LENGTH = 36, FRAME_HEADER = 48 };

/* A batch of the newer wire before its frames. */
enum { RECORD_CHECKSUM = 40, RECORD_COUNT = 48, RECORD_HEADER = 256 };

/* Frames between the one that is looked at and the one that is fetched. */
enum { AHEAD = 8, GATHERED = 128 };

static uint64_t hash(const void *source, size_t length)
{
    return XXH3_64bits(source, length);
}

static void hash_wide(const void *source, size_t length, void *target)
{
    XXH128_hash_t hash = XXH3_128bits(source, length);
    uint64_t words[2] = {hash.low64, hash.high64};
    memcpy(target, words, sizeof(words));
}

static uint64_t load64(const uint8_t *source)
{
    uint64_t value;
    memcpy(&value, source, sizeof(value));
    return value;
}

static uint32_t load32(const uint8_t *source)
{
    uint32_t value;
    memcpy(&value, source, sizeof(value));
    return value;
}

static void store64(uint8_t *target, uint64_t value)
{
    memcpy(target, &value, sizeof(value));
}

/* The finaliser of SplitMix64. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* A UUID version 4, variant 1. */
static void put_id(uint8_t *id, const struct stamp *stamp, uint64_t index)
{
    store64(id, mix(stamp->seed_high + index * 0x9E3779B97F4A7C15u));
    store64(id + 8, mix(stamp->seed_low + index * 0xD1B54A32D192ED03u));
    id[6] = (id[6] & 0x0F) | 0x40;
    id[8] = (id[8] & 0x3F) | 0x80;
}

static bool stamp_classic(void *messages, size_t length, const struct stamp *stamp, uint64_t *latest)
{
    uint8_t *message = messages;
    size_t left = length;
    *latest = 0;
    for (uint64_t index = 0; left > 0; index++) {
        if (left < MESSAGE_HEADER) {
            return false;
        }
        size_t size = MESSAGE_HEADER + (size_t)load32(message + HEADERS_LENGTH) + load32(message + PAYLOAD_LENGTH);
        if (size > left) {
            return false;
        }
        if ((load64(message + ID) | load64(message + ID + 8)) == 0) {
            put_id(message + ID, stamp, index);
        }
        store64(message + OFFSET, stamp->base_offset + index);
        store64(message + TIMESTAMP, stamp->timestamp);
        uint64_t origin = load64(message + ORIGIN);
        *latest = origin > *latest ? origin : *latest;
        store64(message, hash(message + ID, size - ID));
        message += size;
        left -= size;
    }
    return true;
}

/* What a record's checksum is made of, gathered: the hash takes many bytes at once better than eight. */
struct sum {
    XXH3_state_t state;
    uint64_t checksums[GATHERED];
    size_t gathered;
};

static void begin_sum(struct sum *sum, const uint8_t *record)
{
    XXH3_64bits_reset(&sum->state);
    XXH3_64bits_update(&sum->state, record, RECORD_CHECKSUM);
    XXH3_64bits_update(&sum->state, record + RECORD_COUNT, sizeof(uint32_t));
    sum->gathered = 0;
}

static void add_to_sum(struct sum *sum, uint64_t checksum)
{
    sum->checksums[sum->gathered++] = checksum;
    if (sum->gathered == GATHERED) {
        XXH3_64bits_update(&sum->state, sum->checksums, sizeof(sum->checksums));
        sum->gathered = 0;
    }
}

static uint64_t end_sum(struct sum *sum)
{
    XXH3_64bits_update(&sum->state, sum->checksums, sum->gathered * sizeof(uint64_t));
    return XXH3_64bits_digest(&sum->state);
}

static size_t frame_size(const uint8_t *frame)
{
    return FRAME_HEADER + (size_t)load32(frame + FRAME_HEADERS_LENGTH) + load32(frame + FRAME_PAYLOAD_LENGTH);
}

static int verify_record(const void *record, size_t length)
{
    const uint8_t *frame = (const uint8_t *)record + RECORD_HEADER;
    size_t left = length - RECORD_HEADER;
    struct sum sum;
    begin_sum(&sum, record);
    while (left > 0) {
        if (left < FRAME_HEADER) {
            return FRAME_DAMAGED;
        }
        size_t size = frame_size(frame);
        uint64_t checksum = load64(frame);
        if (size > left || checksum != hash(frame + ID, size - ID)) {
            return FRAME_DAMAGED;
        }
        add_to_sum(&sum, checksum);
        frame += size;
        left -= size;
    }
    return load64((const uint8_t *)record + RECORD_CHECKSUM) == end_sum(&sum) ? RECORD_FITS : RECORD_DAMAGED;
}

/*
 * Where a frame begins stands in the one before it: one cache miss would wait for the other. Most frames are as long as
 * the one before, so the line of one further on is asked for early.
 */
static uint64_t seal_record(void *record, size_t length)
{
    const uint8_t *frame = (const uint8_t *)record + RECORD_HEADER;
    size_t left = length - RECORD_HEADER;
    uint32_t latest = 0;
    struct sum sum;
    begin_sum(&sum, record);
    while (left >= FRAME_HEADER) {
        size_t size = frame_size(frame);
        if (size * AHEAD < left) {
            __builtin_prefetch(frame + size * AHEAD);
        }
        add_to_sum(&sum, load64(frame));
        uint32_t delta = load32(frame + FRAME_TIMESTAMP_DELTA);
        latest = delta > latest ? delta : latest;
        if (size > left) {
            break;
        }
        frame += size;
        left -= size;
    }
    store64((uint8_t *)record + RECORD_CHECKSUM, end_sum(&sum));
    return latest;
}

#if defined(__AVX2__)
typedef __m256i vector;
#define LOAD(source) _mm256_loadu_si256(source)
#define STREAM(target, value) _mm256_stream_si256((target), (value))
#elif defined(__SSE2__)
typedef __m128i vector;
#define LOAD(source) _mm_loadu_si128(source)
#define STREAM(target, value) _mm_stream_si128((target), (value))
#endif

#if defined(LOAD)
enum { LINE = 64, WORTH_STREAMING = 1024 };

/* Past the caches, in whole cache lines; the ends that fill no line go the usual way. */
static void copy_cold(const void *source, void *target, size_t length)
{
    const uint8_t *from = source;
    uint8_t *to = target;
    if (length < WORTH_STREAMING) {
        memcpy(to, from, length);
        return;
    }
    size_t head = (LINE - (uintptr_t)to % LINE) % LINE;
    memcpy(to, from, head);
    size_t lines = (length - head) / LINE;
    size_t tail = (length - head) % LINE;
    from += head;
    to += head;
    for (size_t line = 0; line < lines; line++, from += LINE, to += LINE) {
        for (size_t at = 0; at < LINE; at += sizeof(vector)) {
            STREAM((vector *)(to + at), LOAD((const vector *)(from + at)));
        }
    }
    memcpy(to, from, tail);
    _mm_sfence();
}
#else
static void copy_cold(const void *source, void *target, size_t length)
{
    memcpy(target, source, length);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
#endif

const struct kernels JOIN(kernels_, GALGO_VARIANT) = {TEXT(GALGO_VARIANT), hash, hash_wide, stamp_classic, verify_record, seal_record, copy_cold};
