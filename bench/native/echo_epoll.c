/*
 * Reference server on epoll, one thread: level-triggered, one receive per readiness into one shared
 * buffer, the answer sent at once. What the socket does not take waits in the connection's own
 * buffer; meanwhile the connection is only watched for EPOLLOUT, so that at most one receive's
 * worth is ever held for a peer that does not read.
 *
 *   accept --> READING --- send fell short ---> FLUSHING
 *                 ^ \                              | \
 *                 |  \ end of stream, error        |  \ error
 *                 |   v                            |   v
 *                 |   closed                       |   closed
 *                 +------------- all sent ---------+
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"
#include "server.h"

#define EVENTS_PER_CYCLE 1024
#define ACCEPTS_PER_CYCLE 64
#define RECEIVE_BYTES 65536

/* Bytes that the socket has not taken yet. `memory` is ours, or NULL when `start` is a constant. */
struct pending {
    uint8_t *memory;
    const uint8_t *start;
    size_t length;
};

static struct server server;
static struct server_counters counters;
static int epoll;
static bool accepting_paused;
static struct pending *pending; /* by descriptor */
static int capacity;
static uint8_t receive_buffer[RECEIVE_BYTES];

static void watch(int operation, int fd, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll, operation, fd, &event) < 0) die("epoll_ctl");
}

static void end(int fd) {
    free(pending[fd].memory);
    close(fd); /* the only descriptor of this socket, so epoll forgets it too */
    if (accepting_paused) {
        accepting_paused = false;
        watch(EPOLL_CTL_MOD, server.listener, EPOLLIN);
    }
}

/* Keeps what the socket refused; a constant is referred to, a receive buffer's rest is copied. */
static void keep(int fd, const uint8_t *bytes, size_t length, bool constant) {
    struct pending *rest = &pending[fd];
    counters.partial_sends++;
    rest->start = bytes;
    rest->length = length;
    if (!constant) {
        if (!rest->memory) rest->memory = allocate(1, RECEIVE_BYTES);
        memcpy(rest->memory, bytes, length);
        rest->start = rest->memory;
    }
    watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
}

/* Bytes taken, 0 when the socket is full, -1 when the connection is gone. */
static ssize_t try_send(int fd, const uint8_t *bytes, size_t length) {
    counters.sends++;
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

static void receive(int fd) {
    ssize_t received = recv(fd, receive_buffer, RECEIVE_BYTES, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0) {
        end(fd);
        return;
    }
    counters.receives++;
    if (server.mode != MODE_ECHO) return;
    size_t length = (size_t)received;
#ifdef WITH_FAULTS
    if (!server_fault(receive_buffer, &length)) {
        end(fd);
        return;
    }
#endif
    ssize_t sent = try_send(fd, receive_buffer, length);
    if (sent < 0) {
        end(fd);
    } else if ((size_t)sent < length) {
        keep(fd, receive_buffer + sent, length - (size_t)sent, false);
    }
}

static void flush(int fd) {
    struct pending *rest = &pending[fd];
    ssize_t sent = try_send(fd, rest->start, rest->length);
    if (sent < 0) {
        end(fd);
        return;
    }
    rest->start += sent;
    rest->length -= (size_t)sent;
    if (rest->length) return;
    if (server.mode == MODE_SOURCE) { /* the stream goes on for as long as the peer reads */
        rest->start = source_bytes;
        rest->length = SOURCE_CHUNK_BYTES;
        return;
    }
    free(rest->memory); /* idle connections hold no buffer */
    rest->memory = NULL;
    watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void open_connection(int fd) {
    if (fd >= capacity) {
        int larger = fd * 2 + 64;
        pending = realloc(pending, (size_t)larger * sizeof *pending);
        if (!pending) die("connection table");
        capacity = larger;
    }
    counters.accepts++;
    pending[fd] = (struct pending){0};
    if (server.mode == MODE_SOURCE) {
        pending[fd].start = source_bytes;
        pending[fd].length = SOURCE_CHUNK_BYTES;
        watch(EPOLL_CTL_ADD, fd, EPOLLOUT);
    } else {
        watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    }
}

static void accept_some(void) {
    for (int i = 0; i < ACCEPTS_PER_CYCLE; i++) {
        int fd = accept4(server.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            open_connection(fd);
        } else if (errno == EMFILE || errno == ENFILE) {
            /* The listener would stay ready and spin: leave it alone until a descriptor is free. */
            accepting_paused = true;
            watch(EPOLL_CTL_MOD, server.listener, 0);
            return;
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            die("accept4");
        }
    }
}

int main(int argc, char **argv) {
    server = server_open(argc, argv);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1");
    if (fcntl(server.listener, F_SETFL, O_NONBLOCK) < 0) die("fcntl");
    watch(EPOLL_CTL_ADD, server.listener, EPOLLIN);
    watch(EPOLL_CTL_ADD, server.termination, EPOLLIN);
    static struct epoll_event events[EVENTS_PER_CYCLE];
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS_PER_CYCLE, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == server.listener) {
                accept_some();
            } else if (fd == server.termination) {
                server_report(&counters);
                return 0;
            } else if (pending[fd].length) {
                flush(fd);
            } else {
                receive(fd); /* EPOLLHUP and EPOLLERR end here as well: the receive tells which */
            }
        }
    }
}
