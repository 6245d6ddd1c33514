/*
 * Moves the bytes of numbered connections ("slots") for a session; on epoll or on io_uring. It is
 * completion-shaped: receive and send are begun here and end as calls to the session, which only
 * come from within poll.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;
struct transport_class;

struct transport {
    const struct transport_class *class;
    struct session *session;
    uint64_t now; /* nanoseconds, read once per poll, after the wait */
};

struct transport_class {
    const char *name;
    bool quiet_sends;
    struct transport *(*open)(uint32_t slots, bool one_shot);
    /* Takes over a connected, blocking socket. The slot must be free. */
    void (*add)(struct transport *, uint32_t slot, int fd);
    /* Closes the socket. The slot is free if nothing of it is in flight, else it must rest. */
    void (*close)(struct transport *, uint32_t slot);
    /* Begins to receive; goes on until the end, or with one_shot only once. */
    void (*receive)(struct transport *, uint32_t slot);
    /*
     * Begins to send; the bytes stay unchanged until session_sent. One at a time per slot. Quiet:
     * that all has been sent is not told where that saves something (see quiet_sends), because the
     * session takes the answer for it; a part or a failure is told.
     */
    void (*send)(struct transport *, uint32_t slot, const uint8_t *bytes, size_t length,
                 bool quiet);
    /* Waits for something to end, at most so long, and tells the session of all that has. */
    void (*poll)(struct transport *, uint64_t timeout_nanos);
};

extern const struct transport_class transport_epoll, transport_uring;

/* Implemented by the session. `sent` tells of all or a part of the bytes, at least one. */
void session_received(struct session *, uint32_t slot, const uint8_t *bytes, size_t length);
void session_sent(struct session *, uint32_t slot, size_t length);
void session_ended(struct session *, uint32_t slot, int error); /* 0: end of stream */

#endif
