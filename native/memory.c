/* Memory, chance and placement. */
#include "system.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>

enum { HUGE_PAGE = 2 << 20 };

static char *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* Zeroed and page-aligned; large memory begins at a huge page and asks for such. NULL when there is none. */
void *memory_map(size_t bytes)
{
    if (bytes < HUGE_PAGE) {
        return map(bytes);
    }
    char *memory = map(bytes + HUGE_PAGE);
    if (memory == NULL) {
        return NULL;
    }
    size_t before = (HUGE_PAGE - (uintptr_t)memory % HUGE_PAGE) % HUGE_PAGE;
    if (before > 0) {
        munmap(memory, before);
    }
    munmap(memory + before + bytes, HUGE_PAGE - before);
    madvise(memory + before, bytes, MADV_HUGEPAGE);
    return memory + before;
}

void memory_unmap(void *address, size_t bytes)
{
    munmap(address, bytes);
}

int random_fill(void *target, size_t bytes)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t piece = getrandom((char *)target + done, bytes - done, 0);
        if (piece > 0) {
            done += (size_t)piece;
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

/* Keeps the calling thread on one processor. */
int thread_pin(int cpu)
{
    if (cpu < 0 || cpu >= CPU_SETSIZE) {
        return -EINVAL;
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return sched_setaffinity(0, sizeof(set), &set) < 0 ? -errno : 0;
}
