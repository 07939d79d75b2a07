/* Each vector width against known values, and all widths against each other. */
#include "../kernels.h"
#include "fixture.h"

enum { LARGE = 1 << 16, HEADER = 64 };

static uint64_t state = 1;

static uint64_t next(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 32;
}

static void fill(uint8_t *target, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        target[i] = (uint8_t)next();
    }
}

static void hashes_known_texts(const struct kernels *kernels)
{
    CHECK_EQUAL(kernels->xxh3("", 0), 0x2d06800538d394c2u);
    CHECK_EQUAL(kernels->xxh3("hello world", 11), 0xd447b1ea40e6988bu);
}

static void hashes_alike(const struct kernels *kernels, const uint8_t *bytes)
{
    const struct kernels *plain = kernels_at(0);
    for (size_t length = 0; length < LARGE - 64; length = length < 600 ? length + 1 : length * 9 / 8) {
        size_t shift = next() % 64;
        uint64_t wide[2][2];
        CHECK_EQUAL(kernels->xxh3(bytes + shift, length), plain->xxh3(bytes + shift, length));
        kernels->xxh3_wide(bytes + shift, length, wide[0]);
        plain->xxh3_wide(bytes + shift, length, wide[1]);
        CHECK(memcmp(wide[0], wide[1], sizeof(wide[0])) == 0);
    }
}

static size_t put_message(uint8_t *at, uint32_t headers, uint32_t payload, uint64_t origin, bool identified)
{
    fill(at, HEADER + headers + payload);
    if (!identified) {
        memset(at + 8, 0, 16);
    }
    memcpy(at + 40, &origin, 8);
    memcpy(at + 48, &headers, 4);
    memcpy(at + 52, &payload, 4);
    return HEADER + headers + payload;
}

static void stamps(const struct kernels *kernels)
{
    static uint8_t batch[LARGE];
    const struct stamp stamp = {.base_offset = 100, .timestamp = 7, .seed_high = 1, .seed_low = 2};
    size_t lengths[20];
    size_t length = 0;
    for (int i = 0; i < 20; i++) {
        lengths[i] = put_message(batch + length, (uint32_t)(next() % 50), (uint32_t)(next() % 2000),
                                 (uint64_t)(1000 - i), i % 3 != 0);
        length += lengths[i];
    }
    uint64_t latest = 0;
    CHECK(kernels->stamp_classic(batch, length, &stamp, &latest));
    CHECK_EQUAL(latest, 1000);
    uint8_t *message = batch;
    for (unsigned i = 0; i < 20; message += lengths[i], i++) {
        uint64_t fields[5];
        memcpy(fields, message, sizeof(fields));
        CHECK_EQUAL(fields[0], kernels_at(0)->xxh3(message + 8, lengths[i] - 8));
        CHECK((fields[1] | fields[2]) != 0);
        CHECK(i % 3 != 0 || ((message[14] & 0xF0) == 0x40 && (message[16] & 0xC0) == 0x80));
        CHECK_EQUAL(fields[3], 100 + i);
        CHECK_EQUAL(fields[4], 7);
    }
    CHECK(kernels->stamp_classic(batch, 0, &stamp, &latest));
    CHECK_EQUAL(latest, 0);
}

/* Lengths that lie are refused before anything behind the batch is touched: the sanitizer watches. */
static void refuses_messages_past_their_batch(const struct kernels *kernels)
{
    const struct stamp stamp = {0};
    uint64_t latest;
    for (size_t length = 1; length < HEADER + 30; length++) {
        uint8_t *batch = malloc(HEADER + 30);
        put_message(batch, 10, 20, 5, true);
        batch = realloc(batch, length);
        CHECK(!kernels->stamp_classic(batch, length, &stamp, &latest));
        free(batch);
    }
    uint8_t huge[HEADER];
    put_message(huge, 0, 0, 5, true);
    memset(huge + 48, 0xFF, 8);
    CHECK(!kernels->stamp_classic(huge, sizeof(huge), &stamp, &latest));
}

enum { RECORD = 256, FRAME = 48 };

static void put_checksum(uint8_t *target, uint64_t checksum)
{
    memcpy(target, &checksum, sizeof(checksum));
}

/* A record of one to 300 frames; returns its length, and that of its last frame. */
static size_t put_record(uint8_t *record, unsigned frames, size_t *last)
{
    size_t length = RECORD;
    fill(record, RECORD);
    for (unsigned i = 0; i < frames; i++) {
        uint32_t fields[3] = {i, (uint32_t)(next() % 50), (uint32_t)(next() % 150)};
        size_t size = FRAME + fields[1] + fields[2];
        fill(record + length, size);
        memcpy(record + length + 28, fields, sizeof(fields));
        put_checksum(record + length, kernels_at(0)->xxh3(record + length + 8, size - 8));
        length += size;
        *last = size;
    }
    return length;
}

/* What the record's checksum is to be, the slow way. */
static uint64_t sum_of(const uint8_t *record, size_t length)
{
    static uint8_t gathered[LARGE];
    size_t end = 44;
    memcpy(gathered, record, 40);
    memcpy(gathered + 40, record + 48, 4);
    for (size_t at = RECORD; at < length; end += 8) {
        uint32_t lengths[2];
        memcpy(lengths, record + at + 32, sizeof(lengths));
        memcpy(gathered + end, record + at, 8);
        at += FRAME + lengths[0] + lengths[1];
    }
    return kernels_at(0)->xxh3(gathered, end);
}

/* Each bit counts that is under a checksum, and each length that lies is refused: the sanitizer watches. */
static void checks_records(const struct kernels *kernels)
{
    for (unsigned frames = 1; frames <= 300; frames += frames < 3 ? 1 : 33) {
        size_t last = 0;
        uint8_t *record = malloc(LARGE);
        size_t length = put_record(record, frames, &last);
        record = realloc(record, length);
        CHECK_EQUAL(kernels->seal_record(record, length), frames - 1);
        uint64_t sum;
        memcpy(&sum, record + 40, sizeof(sum));
        CHECK_EQUAL(sum, sum_of(record, length));
        CHECK_EQUAL(kernels->verify_record(record, length), RECORD_FITS);
        for (int round = 0; round < 500; round++) {
            size_t at = round < RECORD ? (size_t)round : RECORD + next() % (length - RECORD);
            uint8_t bit = (uint8_t)(1u << next() % 8);
            bool counts = at < 52 || at >= RECORD;
            record[at] ^= bit;
            CHECK_EQUAL(kernels->verify_record(record, length),
                        !counts ? RECORD_FITS : at < RECORD ? RECORD_DAMAGED : FRAME_DAMAGED);
            record[at] ^= bit;
        }
        for (size_t cut = 1; cut < last; cut++) {
            uint8_t *shorter = malloc(length - cut);
            memcpy(shorter, record, length - cut);
            CHECK_EQUAL(kernels->verify_record(shorter, length - cut), FRAME_DAMAGED);
            free(shorter);
        }
        free(record);
    }
}

static void copies(const struct kernels *kernels, const uint8_t *bytes)
{
    for (int round = 0; round < 2000; round++) {
        size_t length = round < 300 ? (size_t)round : next() % 9000;
        size_t shift = next() % 64;
        uint8_t *target = malloc(length + 128);
        memset(target, 0xA5, length + 128);
        kernels->copy_cold(bytes + next() % 64, target + 64 - shift, 0);
        kernels->copy_cold(bytes + shift, target + shift, length);
        CHECK(memcmp(bytes + shift, target + shift, length) == 0);
        for (size_t i = 0; i < shift; i++) {
            CHECK(target[i] == 0xA5);
        }
        for (size_t i = shift + length; i < length + 128; i++) {
            CHECK(target[i] == 0xA5);
        }
        free(target);
    }
}

int main(void)
{
    static uint8_t bytes[LARGE];
    fill(bytes, sizeof(bytes));
    for (unsigned index = 0; kernels_at(index) != NULL; index++) {
        const struct kernels *kernels = kernels_at(index);
        printf("%s\n", kernels->name);
        hashes_known_texts(kernels);
        hashes_alike(kernels, bytes);
        stamps(kernels);
        refuses_messages_past_their_batch(kernels);
        checks_records(kernels);
        copies(kernels, bytes);
    }
    CHECK(kernels_best() != NULL);
    return 0;
}
