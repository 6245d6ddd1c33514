/*
 * The load on one server: its connections, what each has sent and must get back, and the counts.
 * A session runs for a while, rests with all connections open, and runs again.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "common.h"
#include "histogram.h"
#include "transport.h"

enum load_mode {
    LOAD_ECHO,       /* keep `depth` messages in flight on each active connection */
    LOAD_STREAM_IN,  /* read what a source sends */
    LOAD_STREAM_OUT, /* send to a sink without pause */
    LOAD_CHURN,      /* connect, one message and its answer, close, again */
};

struct session_options {
    struct address address;
    enum load_mode mode;
    uint32_t connections, active, depth;
    uint32_t payload_bytes;
    uint32_t turn_messages; /* after so many an active connection gives way to an idle one; 0: no */
    uint32_t rate;  /* messages per second, begun by the clock and not by answers; 0: no */
    uint32_t burst; /* with a rate: how many are due at a time */
    uint64_t stall_nanos;   /* send for so long before reading anything */
    uint32_t busy_poll_micros; /* SO_BUSY_POLL of each connection; 0: not set */
    uint64_t patience_nanos; /* without progress for so long, what is in flight is lost */
    bool reset;             /* churn closes with a reset instead of in order */
    bool spin;              /* never blocks: looks again and again */
    const struct transport_class *transport;
};

struct session {
    struct session_options options;
    struct transport *transport;
    struct connection *connections;
    uint64_t *begun;     /* when each message in flight began: `depth` per connection */
    uint32_t *idle;      /* connections that wait for their turn, a ring of `connections` places */
    uint32_t idle_first, idle_count;
    bool quiet; /* one message in flight, one send each: its answer tells that it was sent */
    bool stopping, closing;
    uint64_t paced, paced_since; /* with a rate: messages begun, and the time of the first */
    uint64_t in_flight;  /* messages */
    uint32_t sending;    /* connections with a send under way */
    uint32_t open;       /* connections that are neither closed nor lost */

    /* Since session_clear. */
    uint64_t messages, bytes;
    struct histogram latency;

    /* Since session_open. */
    uint64_t wrong;   /* messages (streams: receives) with a byte that should have been another */
    uint64_t lost;    /* messages without a whole answer */
    uint64_t dropped; /* connections that the server ended */
    uint64_t used;    /* connections that have got an answer */
    uint64_t connect_nanos;
};

/* Opens all connections. Dies if one cannot be. */
void session_open(struct session *session, const struct session_options *options);

void session_clear(struct session *session);

/* Messages answered since session_clear; streams count whole payloads. */
uint64_t session_messages(const struct session *session);

/* Loads the server until the deadline; messages stay in flight. */
void session_run(struct session *session, uint64_t until_nanos);

/* Begins nothing new and waits for what is in flight; without progress for the patience it is lost. */
void session_drain(struct session *session);

/* Drains, and for streams to a sink waits until it has read all and closed. */
void session_close(struct session *session);

#endif
