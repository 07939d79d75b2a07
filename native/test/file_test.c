/* Files through the ring and by name, in a temporary directory. */
#include "fixture.h"

#include <errno.h>
#include <unistd.h>

enum { BLOCK = 4096, READWRITE = 3, CREATE = 4, EXCLUSIVE = 8, DIRECT = 16, TRUNCATE = 32 };

static char directory[] = "/tmp/galgo-file-test-XXXXXX";
static char name[64];

static const char *path(const char *file)
{
    snprintf(name, sizeof(name), "%s/%s", directory, file);
    return name;
}

static int open_file(struct fixture *fixture, const char *file, int flags)
{
    int fd = file_open(path(file), flags);
    CHECK(fd >= 0);
    return handle_add(fixture->ring, fd, REGULAR);
}

static struct request on(int handle, uint8_t operation, uint8_t flags, void *memory, uint32_t length, uint64_t offset)
{
    return (struct request){.operation = operation,
                            .flags = flags,
                            .handle = handle,
                            .address = (uintptr_t)memory,
                            .length = length,
                            .offset = offset};
}

static void writes_and_reads(struct fixture *fixture)
{
    char *memory = memory_map(8 * BLOCK);
    char *back = memory_map(8 * BLOCK);
    CHECK_EQUAL(random_fill(memory, 8 * BLOCK), 0);
    int handle = open_file(fixture, "file", READWRITE | CREATE | DIRECT | TRUNCATE);
    struct iovec pieces[2] = {{memory + 2 * BLOCK, BLOCK}, {memory + 3 * BLOCK, BLOCK}};
    ask(fixture, 1, on(handle, ALLOCATE, 0, NULL, 4 * BLOCK, 0));
    CHECK_EQUAL(finish(fixture, 1), 0);
    CHECK_EQUAL(file_size(handle), 4 * BLOCK);
    ask(fixture, 2, on(handle, WRITE, SYNCED, memory, 2 * BLOCK, 0));
    ask(fixture, 3, on(handle, WRITE_VECTORED, SYNCED, pieces, 2, 2 * BLOCK));
    CHECK_EQUAL(finish(fixture, 2), 2 * BLOCK);
    CHECK_EQUAL(finish(fixture, 3), 2 * BLOCK);
    ask(fixture, 4, on(handle, SYNC, 0, NULL, 0, 0));
    CHECK_EQUAL(finish(fixture, 4), 0);
    ask(fixture, 5, on(handle, READ, 0, back, 8 * BLOCK, 0));
    CHECK_EQUAL(finish(fixture, 5), 4 * BLOCK);
    CHECK(memcmp(memory, back, 4 * BLOCK) == 0);
    ask(fixture, 6, on(handle, READ, 0, back, BLOCK, 4 * BLOCK));
    CHECK_EQUAL(finish(fixture, 6), 0);
    memory_unmap(memory, 8 * BLOCK);
    memory_unmap(back, 8 * BLOCK);
}

static void closing_waits_for_writes(struct fixture *fixture)
{
    enum { WRITES = 50 };
    char *memory = memory_map(BLOCK);
    int handle = open_file(fixture, "file", READWRITE | CREATE | DIRECT | TRUNCATE);
    for (uint64_t tag = 1; tag <= WRITES; tag++) {
        ask(fixture, tag, on(handle, WRITE, tag % 2 ? SYNCED : 0, memory, BLOCK, tag * BLOCK));
    }
    CHECK_EQUAL(ring_turn(fixture->ring, fixture->requests, fixture->count, NULL, 0, 0), 0);
    fixture->count = 0;
    CHECK_EQUAL(handle_close_file(fixture->ring, handle), fixture->ring->operations.in_flight ? -EBUSY : 0);
    ask(fixture, WRITES + 1, on(handle, CLOSE, 0, NULL, 0, 0));
    CHECK_EQUAL(finish(fixture, WRITES + 1), 0);
    for (uint64_t tag = 1; tag <= WRITES; tag++) {
        CHECK_EQUAL(finish(fixture, tag), BLOCK);
        CHECK(fixture->seen[tag].order < fixture->seen[WRITES + 1].order);
    }
    ask(fixture, WRITES + 2, on(0, UNLINK, 0, (void *)(uintptr_t)path("file"), 0, 0));
    CHECK_EQUAL(finish(fixture, WRITES + 2), 0);
    CHECK(!file_exists(path("file")));
    memory_unmap(memory, BLOCK);
}

static void opens_by_its_flags(void)
{
    CHECK_EQUAL(file_open(path("none"), READWRITE), -ENOENT);
    int fd = file_open(path("once"), READWRITE | CREATE | EXCLUSIVE);
    CHECK(fd >= 0);
    CHECK_EQUAL(file_open(path("once"), READWRITE | CREATE | EXCLUSIVE), -EEXIST);
    CHECK_EQUAL(file_write(fd, "hello", 5, 3), 5);
    CHECK_EQUAL(file_size(fd), 8);
    char back[16];
    CHECK_EQUAL(file_read(fd, back, sizeof(back), 3), 5);
    CHECK(memcmp(back, "hello", 5) == 0);
    CHECK_EQUAL(file_truncate(fd, 4), 0);
    CHECK_EQUAL(file_allocate(fd, 0, 100), 0);
    CHECK_EQUAL(file_size(fd), 100);
    CHECK_EQUAL(file_sync(fd), 0);
    close(fd);
    CHECK_EQUAL(file_delete(path("once")), 0);
}

static void manages_names(void)
{
    char *names;
    char other[64];
    CHECK_EQUAL(file_make_directory(path("d")), 0);
    CHECK_EQUAL(file_make_directory(path("d")), -EEXIST);
    close(file_open(path("d/a"), READWRITE | CREATE));
    snprintf(other, sizeof(other), "%s/d/b", directory);
    CHECK_EQUAL(file_rename(path("d/a"), other), 0);
    CHECK_EQUAL(file_names(path("d"), &names), 2);
    CHECK(strcmp(names, "b") == 0);
    free(names);
    CHECK_EQUAL(file_names(path("none"), &names), -ENOENT);
    CHECK_EQUAL(file_delete(path("d")), -ENOTEMPTY);
    CHECK_EQUAL(file_delete(other), 0);
    CHECK_EQUAL(file_sync_directory(path("d")), 0);
    CHECK_EQUAL(file_delete(path("d")), 0);
    CHECK(file_space(directory, 0) > 0 && file_space(directory, 0) <= file_space(directory, 1));
}

static void a_lock_excludes(void)
{
    int lock = file_lock(path("lock"));
    CHECK(lock >= 0);
    CHECK_EQUAL(file_lock(path("lock")), -EAGAIN);
    file_unlock(lock);
    lock = file_lock(path("lock"));
    CHECK(lock >= 0);
    file_unlock(lock);
    CHECK_EQUAL(file_delete(path("lock")), 0);
}

static void maps_memory_that_is_aligned_and_zeroed(void)
{
    for (size_t bytes = BLOCK; bytes <= 16u << 20; bytes *= 4) {
        char *memory = memory_map(bytes);
        CHECK_EQUAL((uintptr_t)memory % (bytes >= 2u << 20 ? 2u << 20 : BLOCK), 0);
        for (size_t i = 0; i < bytes; i += 512) {
            CHECK_EQUAL(memory[i], 0);
            memory[i] = 1;
        }
        memory_unmap(memory, bytes);
    }
    CHECK(memory_map((size_t)1 << 62) == NULL);
    CHECK_EQUAL(thread_pin(-1), -EINVAL);
}

int main(void)
{
    CHECK(mkdtemp(directory) != NULL);
    with_all_options(writes_and_reads);
    with_all_options(closing_waits_for_writes);
    opens_by_its_flags();
    manages_names();
    a_lock_excludes();
    maps_memory_that_is_aligned_and_zeroed();
    CHECK_EQUAL(file_delete(directory), 0);
    return 0;
}
