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

const struct kernels JOIN(kernels_, GALGO_VARIANT) = {TEXT(GALGO_VARIANT), hash, hash_wide, stamp_classic, copy_cold};
