/* System calls that Java lacks or has only on objects of its own. Results below 0 are negated errnos. */
#ifndef GALGO_SYSTEM_H
#define GALGO_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

/* files.c. Flags are those of galgo.io.Files. */
int file_open(const char *path, int flags);
int64_t file_size(int fd);
int file_truncate(int fd, int64_t size);
int file_read(int fd, void *target, int length, int64_t offset);
int file_write(int fd, const void *source, int length, int64_t offset);
int file_sync(int fd);
int file_allocate(int fd, int64_t offset, int64_t length);
int file_exists(const char *path);
int file_make_directory(const char *path);
int file_rename(const char *from, const char *to);
int file_delete(const char *path);
int file_sync_directory(const char *path);
int file_lock(const char *path);
void file_unlock(int lock);
int64_t file_space(const char *path, int total);
/* All names of a directory, each ended by a NUL, in memory to be freed; returns the bytes. */
int64_t file_names(const char *path, char **names);

/* memory.c */
void *memory_map(size_t bytes);
void memory_unmap(void *address, size_t bytes);
int random_fill(void *target, size_t bytes);
int thread_pin(int cpu);

#endif
