#include "session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "pattern.h"

#define CONNECTIONS_PER_SOURCE 20000
#define SOURCES 200

struct connection {
    uint32_t send_offset, receive_offset; /* in the pattern */
    uint64_t unsent;                      /* bytes asked for and not reported as sent */
    uint32_t in_flight;                   /* messages, the current one included */
    uint32_t filled;                      /* bytes of the current message that have come back */
    uint32_t oldest;                      /* place in `begun` of the current message */
    uint32_t turn;                        /* messages still to begin in this turn */
    int fd;
    bool active, sending, wrong, over, used;
};

static uint32_t smaller(uint64_t a, uint32_t b) {
    return a < b ? (uint32_t)a : b;
}

/* Each source address has its own ports: 28,000 by default, and each in TIME_WAIT for a minute. */
static void bind_source(int fd, uint32_t source) {
    int on = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + source);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind to a source address");
}

static int connect_socket(const struct session *session, uint32_t source) {
    const struct address *address = &session->options.address;
    bool tcp = address->storage.ss_family == AF_INET;
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    if (tcp) {
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        int busy = (int)session->options.busy_poll_micros;
        if (busy && setsockopt(fd, SOL_SOCKET, SO_BUSY_POLL, &busy, sizeof busy) < 0) {
            die("SO_BUSY_POLL");
        }
        uint32_t target = ntohl(((const struct sockaddr_in *)&address->storage)->sin_addr.s_addr);
        if (source && target >> 24 == IN_LOOPBACKNET) bind_source(fd, source);
        struct linger reset = {.l_onoff = 1, .l_linger = 0};
        if (session->options.reset) setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    if (connect(fd, (const struct sockaddr *)&address->storage, address->length) < 0) {
        die("connect");
    }
    return fd;
}

static void pump(struct session *session, uint32_t slot) {
    struct connection *connection = &session->connections[slot];
    if (connection->sending || connection->over || !connection->unsent) return;
    connection->sending = true;
    session->sending++;
    session->options.transport->send(session->transport, slot,
                                     pattern_bytes + connection->send_offset,
                                     smaller(connection->unsent, PATTERN_SLICE_BYTES),
                                     session->quiet);
}

static void begin_messages(struct session *session, uint32_t slot, uint32_t count, uint64_t now) {
    struct connection *connection = &session->connections[slot];
    uint32_t depth = session->options.depth;
    uint64_t *begun = session->begun + (uint64_t)slot * depth;
    uint32_t place = connection->oldest + connection->in_flight;
    for (uint32_t i = 0; i < count; i++, place++) {
        begun[place < depth ? place : place - depth] = now;
    }
    connection->in_flight += count;
    connection->unsent += (uint64_t)count * session->options.payload_bytes;
    session->in_flight += count;
    pump(session, slot);
}

/* Gives an active connection as many messages as its depth and its turn allow. */
static void top_up(struct session *session, uint32_t slot) {
    struct connection *connection = &session->connections[slot];
    if (session->stopping || connection->over || !connection->active) return;
    if (session->options.mode == LOAD_STREAM_OUT) {
        uint64_t chunk = (uint64_t)session->options.payload_bytes * session->options.depth;
        if (!connection->unsent) connection->unsent = smaller(chunk, PATTERN_SLICE_BYTES);
        pump(session, slot);
    } else if (session->options.mode == LOAD_ECHO) {
        uint32_t room = session->options.depth - connection->in_flight;
        if (session->options.turn_messages) {
            room = smaller(room, connection->turn);
            connection->turn -= room;
        }
        if (room) begin_messages(session, slot, room, session->transport->now);
    }
}

static void make_idle(struct session *session, uint32_t slot) {
    session->connections[slot].active = false;
    uint32_t last = (session->idle_first + session->idle_count++) % session->options.connections;
    session->idle[last] = slot;
}

/* The one idle for longest; there must be one. */
static uint32_t take_idle(struct session *session) {
    uint32_t slot = session->idle[session->idle_first];
    session->idle_first = (session->idle_first + 1) % session->options.connections;
    session->idle_count--;
    return slot;
}

static void activate_next(struct session *session) {
    while (session->idle_count) {
        uint32_t slot = take_idle(session);
        struct connection *connection = &session->connections[slot];
        if (connection->over) continue;
        connection->active = true;
        connection->turn = session->options.turn_messages;
        top_up(session, slot);
        return;
    }
}

/* When the next message of a paced load is to begin. */
static uint64_t due_nanos(const struct session *session) {
    uint64_t burst = session->options.burst, bursts = session->paced / burst;
    return session->paced_since
           + (uint64_t)((double)(bursts * burst) * NANOS_PER_SECOND / session->options.rate);
}

/*
 * Begins what is due, each on the connection that has rested for longest. One that is late, because
 * no connection was free or this thread was busy, counts from when it was due.
 */
static void begin_due(struct session *session) {
    while (session->idle_count) {
        uint64_t due = due_nanos(session);
        if (due > session->transport->now) return;
        uint32_t slot = take_idle(session);
        if (session->connections[slot].over) continue;
        begin_messages(session, slot, 1, due);
        session->paced++;
    }
}

/* Connects a churning slot anew and sends its message. */
static void begin_visit(struct session *session, uint32_t slot) {
    struct connection *connection = &session->connections[slot];
    static uint32_t source;
    uint64_t now = now_nanos();
    connection->fd = connect_socket(session, source++ % SOURCES);
    session->options.transport->add(session->transport, slot, connection->fd);
    session->options.transport->receive(session->transport, slot);
    begin_messages(session, slot, 1, now);
}

static void end_visit_if_complete(struct session *session, uint32_t slot) {
    struct connection *connection = &session->connections[slot];
    if (connection->sending) return; /* its completion is still to come */
    if (connection->in_flight) return;
    session->options.transport->close(session->transport, slot);
    connection->fd = -1;
    if (!session->stopping) begin_visit(session, slot);
}

static void note_sent(struct session *session, struct connection *connection, size_t length) {
    connection->sending = false;
    session->sending--;
    connection->unsent -= length;
    connection->send_offset = pattern_advance(connection->send_offset, length);
}

static void end_message(struct session *session, uint32_t slot) {
    struct connection *connection = &session->connections[slot];
    uint32_t depth = session->options.depth;
    uint64_t begun = session->begun[(uint64_t)slot * depth + connection->oldest];
    uint64_t now = session->transport->now;
    histogram_record(&session->latency, now > begun ? now - begun : 0);
    session->messages++;
    session->bytes += session->options.payload_bytes;
    session->wrong += connection->wrong;
    session->used += !connection->used;
    connection->used = true;
    connection->wrong = false;
    connection->filled = 0;
    if (++connection->oldest == depth) connection->oldest = 0;
    connection->in_flight--;
    session->in_flight--;
    if (session->quiet && connection->sending) note_sent(session, connection, connection->unsent);
}

static bool matches(struct connection *connection, const uint8_t *bytes, size_t length) {
    bool equal = !memcmp(bytes, pattern_bytes + connection->receive_offset, length);
    connection->receive_offset = pattern_advance(connection->receive_offset, length);
    return equal;
}

static void receive_stream(struct session *session, uint32_t slot, const uint8_t *bytes,
                           size_t length) {
    session->wrong += !matches(&session->connections[slot], bytes, length);
    session->bytes += length;
}

static void receive_answers(struct session *session, uint32_t slot, const uint8_t *bytes,
                            size_t length) {
    struct connection *connection = &session->connections[slot];
    uint32_t payload_bytes = session->options.payload_bytes;
    while (length && connection->in_flight) {
        uint32_t step = smaller(length, payload_bytes - connection->filled);
        if (!matches(connection, bytes, step)) connection->wrong = true;
        bytes += step;
        length -= step;
        connection->filled += step;
        if (connection->filled == payload_bytes) end_message(session, slot);
    }
    session->wrong += length > 0; /* more than was ever sent */
}

void session_received(struct session *session, uint32_t slot, const uint8_t *bytes,
                      size_t length) {
    struct connection *connection = &session->connections[slot];
    if (connection->over) return;
    if (session->options.mode == LOAD_STREAM_IN) {
        receive_stream(session, slot, bytes, length);
        return;
    }
    receive_answers(session, slot, bytes, length);
    if (session->options.mode == LOAD_CHURN) {
        bool more = connection->in_flight > 0;
        if (more) session->options.transport->receive(session->transport, slot);
        end_visit_if_complete(session, slot);
    } else if (session->options.rate) {
        if (!connection->in_flight) make_idle(session, slot);
    } else if (session->options.turn_messages && !connection->turn && !connection->in_flight) {
        make_idle(session, slot);
        activate_next(session);
    } else {
        top_up(session, slot);
    }
}

void session_sent(struct session *session, uint32_t slot, size_t length) {
    struct connection *connection = &session->connections[slot];
    if (connection->over) return;
    note_sent(session, connection, length);
    if (session->options.mode == LOAD_STREAM_OUT) session->bytes += length;
    if (connection->unsent) pump(session, slot);
    else if (session->options.mode == LOAD_STREAM_OUT) top_up(session, slot);
    else if (session->options.mode == LOAD_CHURN) end_visit_if_complete(session, slot);
}

void session_ended(struct session *session, uint32_t slot, int error) {
    struct connection *connection = &session->connections[slot];
    if (connection->over) return;
    connection->over = true;
    session->open--;
    session->options.transport->close(session->transport, slot);
    session->in_flight -= connection->in_flight;
    session->sending -= connection->sending;
    if (session->closing && !error) return;
    session->lost += connection->in_flight;
    if (!session->dropped++) {
        fprintf(stderr, "load: connection %u ended with %u messages in flight: %s\n", slot,
                connection->in_flight, error ? strerror(error) : "end of stream");
    }
    if (connection->active) activate_next(session);
}

void session_open(struct session *session, const struct session_options *options) {
    *session = (struct session){.options = *options, .stopping = true};
    uint32_t count = options->connections;
    bool churn = options->mode == LOAD_CHURN, stream_in = options->mode == LOAD_STREAM_IN;
    session->connections = allocate(count, sizeof(struct connection));
    session->begun = allocate((uint64_t)count * options->depth, sizeof(uint64_t));
    session->idle = allocate(count, sizeof(uint32_t));
    session->transport = options->transport->open(count, churn);
    session->transport->session = session;
    session->open = count;
    session->quiet = options->transport->quiet_sends && options->depth == 1
                     && options->payload_bytes <= PATTERN_SLICE_BYTES
                     && (options->mode == LOAD_ECHO || churn);
    uint64_t start = now_nanos();
    for (uint32_t slot = 0; slot < count; slot++) {
        struct connection *connection = &session->connections[slot];
        connection->send_offset = connection->receive_offset = stream_in ? 0 : pattern_start(slot);
        connection->fd = -1;
        connection->turn = options->turn_messages;
        connection->active = slot < options->active && !options->rate;
        /* With a rate, those that send wait in the ring for the clock, and the others nowhere. */
        bool waits = options->rate ? slot < options->active : slot >= options->active;
        if (waits) make_idle(session, slot);
        if (churn) continue;
        connection->fd = connect_socket(session, slot / CONNECTIONS_PER_SOURCE);
        options->transport->add(session->transport, slot, connection->fd);
        if (!options->stall_nanos) options->transport->receive(session->transport, slot);
    }
    session->connect_nanos = now_nanos() - start;
}

void session_clear(struct session *session) {
    session->messages = session->bytes = 0;
    histogram_clear(&session->latency);
}

uint64_t session_messages(const struct session *session) {
    bool stream = session->options.mode == LOAD_STREAM_IN
                  || session->options.mode == LOAD_STREAM_OUT;
    return stream ? session->bytes / session->options.payload_bytes : session->messages;
}

static void resume(struct session *session) {
    session->stopping = false;
    session->transport->now = now_nanos();
    session->paced_since = session->transport->now;
    session->paced = 0;
    for (uint32_t slot = 0; slot < session->options.connections; slot++) {
        struct connection *connection = &session->connections[slot];
        if (session->options.mode != LOAD_CHURN) top_up(session, slot);
        else if (connection->fd < 0 && !connection->over) begin_visit(session, slot);
    }
}

/* Polls until the deadline with nothing being received, then begins to receive. */
static void stall(struct session *session) {
    uint64_t until = session->transport->now + session->options.stall_nanos;
    session->options.stall_nanos = 0;
    for (uint64_t now; (now = now_nanos()) < until;) {
        session->options.transport->poll(session->transport, until - now);
    }
    for (uint32_t slot = 0; slot < session->options.connections; slot++) {
        if (!session->connections[slot].over) {
            session->options.transport->receive(session->transport, slot);
        }
    }
}

void session_run(struct session *session, uint64_t until_nanos) {
    const struct transport_class *transport = session->options.transport;
    if (session->stopping) resume(session);
    if (session->options.stall_nanos) stall(session);
    while (session->transport->now < until_nanos) {
        uint64_t next_nanos = until_nanos;
        if (session->options.rate) {
            begin_due(session);
            uint64_t due = due_nanos(session);
            if (session->idle_count && due < next_nanos) next_nanos = due;
        }
        uint64_t now = session->transport->now, left_nanos = next_nanos > now ? next_nanos - now : 0;
        transport->poll(session->transport, session->options.spin ? 0 : left_nanos);
    }
}

static uint64_t unfinished(const struct session *session) {
    if (session->closing) return session->open;
    return session->in_flight + session->sending;
}

/* Polls until nothing is unfinished, or for the patience without any of it finishing. */
static void finish(struct session *session) {
    uint64_t left = unfinished(session), progress = now_nanos(), bytes = session->bytes;
    while (left && now_nanos() - progress < session->options.patience_nanos) {
        session->options.transport->poll(session->transport, NANOS_PER_SECOND / 10);
        if (unfinished(session) == left && session->bytes == bytes) continue;
        left = unfinished(session);
        bytes = session->bytes;
        progress = session->transport->now;
    }
}

void session_drain(struct session *session) {
    session->stopping = true;
    finish(session);
    session->lost += session->in_flight;
    session->in_flight = 0;
}

void session_close(struct session *session) {
    session_drain(session);
    session->closing = true;
    if (session->options.mode != LOAD_STREAM_OUT) return;
    for (uint32_t slot = 0; slot < session->options.connections; slot++) {
        struct connection *connection = &session->connections[slot];
        if (!connection->over) shutdown(connection->fd, SHUT_WR);
    }
    finish(session);
    session->lost += session->open; /* a sink that has not read its stream to the end */
}
