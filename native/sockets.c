/* System calls on sockets. */
#include "ring.h"

#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static socklen_t to_kernel(const struct address *address, struct sockaddr_in6 *target)
{
    memset(target, 0, sizeof(*target));
    if (address->family == 6) {
        target->sin6_family = AF_INET6;
        target->sin6_port = htons(address->port);
        memcpy(&target->sin6_addr, address->bytes, 16);
        return sizeof(struct sockaddr_in6);
    }
    struct sockaddr_in *four = (struct sockaddr_in *)target;
    four->sin_family = AF_INET;
    four->sin_port = htons(address->port);
    memcpy(&four->sin_addr, address->bytes, 4);
    return sizeof(struct sockaddr_in);
}

static void from_kernel(const struct sockaddr_in6 *source, struct address *address)
{
    memset(address, 0, sizeof(*address));
    if (source->sin6_family == AF_INET6) {
        address->family = 6;
        address->port = ntohs(source->sin6_port);
        memcpy(address->bytes, &source->sin6_addr, 16);
        return;
    }
    const struct sockaddr_in *four = (const struct sockaddr_in *)source;
    address->family = 4;
    address->port = ntohs(four->sin_port);
    memcpy(address->bytes, &four->sin_addr, 4);
}

static int set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

/*
 * A blocking socket with Nagle's algorithm off: io_uring waits by itself, and on a non-blocking one it would not. Returns it
 * or an error, and the address in the kernel's form.
 */
int socket_for(const struct address *address, struct sockaddr_in6 *target, socklen_t *length)
{
    if (address->family != 4 && address->family != 6) {
        return -EAFNOSUPPORT;
    }
    *length = to_kernel(address, target);
    int fd = socket(target->sin6_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -errno;
    }
    int result = set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    if (result < 0) {
        close(fd);
        return result;
    }
    return fd;
}

/* Whether a descriptor is a listening socket that shares exactly this address. */
static bool listens_shared(int fd, const struct address *address)
{
    int on = 0;
    socklen_t size = sizeof(on);
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) < 0 || !on) {
        return false;
    }
    size = sizeof(on);
    if (getsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, &size) < 0 || !on) {
        return false;
    }
    struct sockaddr_in6 bound = {0};
    socklen_t length = sizeof(bound);
    if (getsockname(fd, (struct sockaddr *)&bound, &length) < 0) {
        return false;
    }
    struct address its;
    from_kernel(&bound, &its);
    return memcmp(&its, address, sizeof(its)) == 0;
}

/* Whether another driver of this process listens on the address, asked of the kernel: drivers share no state. */
static bool held_by_this_process(const struct address *address)
{
    DIR *directory = opendir("/proc/self/fd");
    if (directory == NULL) {
        return false;
    }
    bool held = false;
    for (struct dirent *entry; !held && (entry = readdir(directory)) != NULL;) {
        held = entry->d_name[0] != '.' && listens_shared(atoi(entry->d_name), address);
    }
    closedir(directory);
    return held;
}

/* 0, or an error when somebody holds the port in whatever way. */
static int try_alone(const struct address *address)
{
    struct sockaddr_in6 target;
    socklen_t length;
    int fd = socket_for(address, &target, &length);
    if (fd < 0) {
        return fd;
    }
    int result = set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (result == 0 && bind(fd, (struct sockaddr *)&target, length) < 0) {
        result = -errno;
    }
    close(fd);
    return result;
}

static int bind_and_listen(int fd, const struct sockaddr_in6 *target, socklen_t length, bool shared, int backlog)
{
    int result = set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (result == 0 && shared) {
        result = set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (result == 0 && target->sin6_family == AF_INET6) {
        result = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    }
    if (result == 0 && bind(fd, (const struct sockaddr *)target, length) < 0) {
        result = -errno;
    }
    if (result == 0 && listen(fd, backlog) < 0) {
        result = -errno;
    }
    return result;
}

/*
 * SO_REUSEPORT alone would also let in another server of the same user, and split the connections between the two in
 * silence. So whoever is the first of this process tries the port without it. Between that and the real binding another
 * process could still take the port with SO_REUSEPORT: a gap of microseconds, which Linux gives no way to close.
 *
 * Accepted connections inherit that Nagle's algorithm is off.
 */
int socket_listen(struct ring *ring, const struct address *address, bool shared, int backlog)
{
    if (shared && address->port != 0 && !held_by_this_process(address)) {
        int result = try_alone(address);
        if (result < 0) {
            return result;
        }
    }
    struct sockaddr_in6 target;
    socklen_t length;
    int fd = socket_for(address, &target, &length);
    if (fd < 0) {
        return fd;
    }
    int result = bind_and_listen(fd, &target, length, shared, backlog);
    if (result < 0) {
        close(fd);
        return result;
    }
    return handle_add(ring, fd, LISTENER);
}

int socket_local(struct ring *ring, int fd, struct address *address)
{
    struct sockaddr_in6 name = {0};
    socklen_t length = sizeof(name);
    if (handle_get(ring, fd, LISTENER | CONNECTION) == NULL) {
        return -EBADF;
    }
    if (getsockname(fd, (struct sockaddr *)&name, &length) < 0) {
        return -errno;
    }
    from_kernel(&name, address);
    return 0;
}

/* Of a connection that has ended: the unspecified address. */
int socket_peer(struct ring *ring, int fd, struct address *address)
{
    struct sockaddr_in6 name = {.sin6_family = AF_INET};
    socklen_t length = sizeof(name);
    if (handle_get(ring, fd, CONNECTION) == NULL) {
        return -EBADF;
    }
    if (getpeername(fd, (struct sockaddr *)&name, &length) < 0 && errno != ENOTCONN) {
        return -errno;
    }
    from_kernel(&name, address);
    return 0;
}

int socket_no_delay(struct ring *ring, int fd, bool on)
{
    if (handle_get(ring, fd, CONNECTION) == NULL) {
        return -EBADF;
    }
    return set(fd, IPPROTO_TCP, TCP_NODELAY, on);
}

int socket_limit_unsent(struct ring *ring, int fd, int bytes)
{
    if (handle_get(ring, fd, CONNECTION) == NULL) {
        return -EBADF;
    }
    /* The kernel doubles it, to have room for its own notes. */
    return set(fd, SOL_SOCKET, SO_SNDBUF, bytes / 2 + bytes % 2);
}
