/* Files by name, blocking. */
#include "system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Of galgo.io.Files. */
enum { FOR_READING = 1, FOR_WRITING = 2, CREATING = 4, EXCLUSIVELY = 8, DIRECTLY = 16, TRUNCATING = 32 };

enum { BLOCK = 4096 };

int file_open(const char *path, int flags)
{
    int mode = (flags & FOR_WRITING) == 0 ? O_RDONLY : (flags & FOR_READING) == 0 ? O_WRONLY : O_RDWR;
    mode |= O_CLOEXEC | ((flags & CREATING) != 0 ? O_CREAT : 0) | ((flags & EXCLUSIVELY) != 0 ? O_EXCL : 0) |
            ((flags & TRUNCATING) != 0 ? O_TRUNC : 0);
    int fd = open(path, mode | ((flags & DIRECTLY) != 0 ? O_DIRECT : 0), 0644);
    if (fd < 0 && errno == EINVAL && (flags & DIRECTLY) != 0) {
        /* The file system has no O_DIRECT; the kernel says so after it has made the file. */
        fd = open(path, mode & ~O_EXCL, 0644);
    }
    return fd < 0 ? -errno : fd;
}

int64_t file_size(int fd)
{
    struct stat status;
    return fstat(fd, &status) < 0 ? -errno : status.st_size;
}

int file_truncate(int fd, int64_t size)
{
    return ftruncate(fd, size) < 0 ? -errno : 0;
}

int file_read(int fd, void *target, int length, int64_t offset)
{
    int done = 0;
    while (done < length) {
        ssize_t piece = pread(fd, (char *)target + done, (size_t)(length - done), offset + done);
        if (piece < 0 && errno == EINTR) {
            continue;
        }
        if (piece < 0) {
            return -errno;
        }
        done += (int)piece;
        if (piece == 0 || (done < length && piece % BLOCK != 0)) {
            break; /* the end of the file: from there nothing may be asked of a direct one */
        }
    }
    return done;
}

int file_write(int fd, const void *source, int length, int64_t offset)
{
    int done = 0;
    while (done < length) {
        ssize_t piece = pwrite(fd, (const char *)source + done, (size_t)(length - done), offset + done);
        if (piece < 0 && errno == EINTR) {
            continue;
        }
        if (piece < 0) {
            return -errno;
        }
        done += (int)piece;
    }
    return done;
}

int file_sync(int fd)
{
    return fsync(fd) < 0 ? -errno : 0;
}

int file_allocate(int fd, int64_t offset, int64_t length)
{
    int result;
    do {
        result = fallocate(fd, 0, offset, length);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
}

int file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

int file_make_directory(const char *path)
{
    return mkdir(path, 0755) < 0 ? -errno : 0;
}

int file_rename(const char *from, const char *to)
{
    return rename(from, to) < 0 ? -errno : 0;
}

int file_delete(const char *path)
{
    if (unlink(path) == 0 || (errno == EISDIR && rmdir(path) == 0)) {
        return 0;
    }
    return -errno;
}

int file_sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return -errno;
    }
    int result = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return result;
}

/* Returns the descriptor that holds the lock. Of the open file, so that two drivers of one process exclude each other, too. */
int file_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) {
        return -errno;
    }
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &whole) < 0) {
        int result = errno == EACCES ? -EAGAIN : -errno;
        close(fd);
        return result;
    }
    return fd;
}

void file_unlock(int lock)
{
    close(lock);
}

int64_t file_space(const char *path, int total)
{
    struct statvfs status;
    if (statvfs(path, &status) < 0) {
        return -errno;
    }
    return (int64_t)((total ? status.f_blocks : status.f_bavail) * status.f_frsize);
}

static int64_t read_names(DIR *directory, FILE *sink)
{
    errno = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            fwrite(entry->d_name, 1, strlen(entry->d_name) + 1, sink);
        }
    }
    return -errno;
}

int64_t file_names(const char *path, char **names)
{
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return -errno;
    }
    size_t bytes = 0;
    FILE *sink = open_memstream(names, &bytes);
    if (sink == NULL) {
        closedir(directory);
        return -ENOMEM;
    }
    int64_t result = read_names(directory, sink);
    closedir(directory);
    if (fclose(sink) != 0 || result < 0) {
        free(*names);
        return result < 0 ? result : -ENOMEM;
    }
    return (int64_t)bytes;
}
