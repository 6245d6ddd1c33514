/*
 * Reference server on io_uring, one thread: multishot accept, multishot receive from one ring of
 * provided buffers, one io_uring_enter per cycle. Received buffers are not copied: they queue at
 * their connection, leave by a gathering send, and go back to the kernel once sent. One send is in
 * flight per connection, since two may be reordered.
 *
 * The buffers are shared. A connection that has QUEUE_LIMIT of them waiting to be sent is paused
 * (its receive is cancelled) until they have left, and one that the kernel had none for (ENOBUFS)
 * is received from again at the end of the cycle or when buffers have come back.
 *
 * A send that goes out whole says nothing ("quiet"): IOSQE_CQE_SKIP_SUCCESS. With MSG_DONTWAIT it is
 * tried within the io_uring_enter that submits it and never later, and with MSG_WAITALL a part of it
 * counts as a failure, which is told. So after that enter, a quiet send of which the completions say
 * nothing has gone out. Nothing must wait for that alone, since nothing ends the enter's wait: a
 * send is quiet only while its connection is received from, and the enter does not wait if anything
 * has come in behind it (data, the end of a receive or of the stream) or a connection has no buffer.
 *
 * A connection closes once its stream has ended or failed and nothing of it is in flight, so that
 * no completion can ever meet a reused descriptor number.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "common.h"
#include "ring.h"
#include "server.h"

#define SUBMISSIONS 4096
#define COMPLETIONS 32768
#define BUFFERS 1024
#define BUFFER_BYTES 16384
#define QUEUE_LIMIT 16
#define POLL_IN 1 /* POLLIN of poll(2) */

enum kind { ACCEPT = 1, RECEIVE, SEND, CANCEL, CLOSE, TERMINATION };

struct connection {
    uint16_t first, last, queued; /* buffers waiting to be sent, linked by `next` */
    bool receiving;               /* a multishot receive is armed */
    bool cancelling;              /* its cancellation is under way */
    bool sending;
    bool blocked;          /* the socket was full: the send waits in the kernel, and is told */
    uint32_t quiet_length; /* of a quiet send under way, else 0 */
    uint32_t quiet_cycle;  /* in which it was submitted */
    bool listed;           /* stands in `quiet` */
    bool starved; /* waits in `starving` for buffers */
    bool ended;   /* end of stream: what is queued is still sent */
    bool failed;  /* error: what is queued is given up */
    uint32_t offset; /* of the first buffer, already sent; of source_bytes in MODE_SOURCE */
    struct msghdr message;
    struct iovec pieces[QUEUE_LIMIT];
};

static struct server server;
static struct server_counters counters;
static struct ring ring;
static struct buffers buffers;
static uint16_t next[BUFFERS];
static uint32_t filled_bytes[BUFFERS];
static unsigned lent = BUFFERS; /* buffers that the kernel has */

static struct connection **connections; /* by descriptor */
static int capacity;
static int *starving; /* descriptors, each at most once; has `capacity` places */
static int starving_count;
static bool accepting_paused;
static int *quiet; /* descriptors with a quiet send under way; has twice `capacity` places */
static int quiet_count;
static bool hurried; /* something waits behind a quiet send: the next enter must not wait */
static uint32_t cycle;

static uint64_t token(enum kind kind, int fd) {
    return (uint64_t)kind << 32 | (uint32_t)fd;
}

static struct io_uring_sqe *submit(enum kind kind, uint8_t opcode, int fd) {
    struct io_uring_sqe *submission = ring_submission(&ring);
    submission->opcode = opcode;
    submission->fd = fd;
    submission->user_data = token(kind, fd);
    return submission;
}

static void submit_accept(void) {
    submit(ACCEPT, IORING_OP_ACCEPT, server.listener)->ioprio = IORING_ACCEPT_MULTISHOT;
}

static void submit_receive(int fd) {
    struct io_uring_sqe *submission = submit(RECEIVE, IORING_OP_RECV, fd);
    submission->ioprio = IORING_RECV_MULTISHOT;
    submission->flags = IOSQE_BUFFER_SELECT;
    submission->buf_group = 0;
    connections[fd]->receiving = true;
}

static void list_quiet(int fd) {
    quiet[quiet_count++] = fd;
    connections[fd]->listed = true;
}

static void submit_send(int fd, uint8_t opcode, const void *what, uint32_t length,
                        uint32_t bytes) {
    struct connection *connection = connections[fd];
    struct io_uring_sqe *submission = submit(SEND, opcode, fd);
    submission->addr = (uint64_t)(uintptr_t)what;
    submission->len = length;
    submission->msg_flags = MSG_NOSIGNAL;
    connection->sending = true;
    counters.sends++;
    if (connection->blocked || !connection->receiving || connection->cancelling
        || connection->ended || server.mode == MODE_SOURCE) {
        return;
    }
    submission->flags = IOSQE_CQE_SKIP_SUCCESS;
    submission->msg_flags |= MSG_DONTWAIT | MSG_WAITALL;
    connection->quiet_length = bytes;
    connection->quiet_cycle = cycle;
    if (!connection->listed) list_quiet(fd);
}

static void submit_gathering_send(int fd) {
    struct connection *connection = connections[fd];
    unsigned count = 0;
    uint32_t bytes = 0;
    for (unsigned id = connection->first; count < connection->queued && count < QUEUE_LIMIT;
         id = next[id]) {
        connection->pieces[count++] = (struct iovec){buffers_at(&buffers, id), filled_bytes[id]};
        bytes += filled_bytes[id];
    }
    if (count < connection->queued) hurried = true;
    connection->pieces[0].iov_base = buffers_at(&buffers, connection->first) + connection->offset;
    connection->pieces[0].iov_len -= connection->offset;
    connection->message = (struct msghdr){.msg_iov = connection->pieces, .msg_iovlen = count};
    submit_send(fd, IORING_OP_SENDMSG, &connection->message, 1, bytes - connection->offset);
}

static void send_queued(int fd) {
    struct connection *connection = connections[fd];
    if (server.mode == MODE_SOURCE) {
        uint32_t length = SOURCE_CHUNK_BYTES - connection->offset;
        submit_send(fd, IORING_OP_SEND, source_bytes + connection->offset, length, length);
    } else if (connection->queued == 1) {
        unsigned id = connection->first;
        uint32_t length = filled_bytes[id] - connection->offset;
        const uint8_t *bytes = buffers_at(&buffers, id) + connection->offset;
        submit_send(fd, IORING_OP_SEND, bytes, length, length);
    } else if (connection->queued) {
        submit_gathering_send(fd);
    }
}

static void release(unsigned id) {
    buffers_release(&buffers, id);
    lent++;
}

static void release_first(struct connection *connection) {
    release(connection->first);
    connection->first = next[connection->first];
    connection->queued--;
    connection->offset = 0;
}

/* Brings the connection to what its state asks for, after any completion of it. */
static void proceed(int fd) {
    struct connection *connection = connections[fd];
    /* Something has come in behind a quiet send that is still to be submitted: data, an end. */
    if (connection->quiet_length && connection->quiet_cycle == cycle) hurried = true;
    if (!connection->sending && !connection->failed) send_queued(fd);
    if (connection->sending) return;
    if (connection->ended || connection->failed) {
        if (connection->receiving || connection->cancelling || connection->starved) return;
        while (connection->queued) release_first(connection);
        free(connection);
        connections[fd] = NULL;
        /* The number cannot be accepted anew before the kernel has executed this. */
        submit(CLOSE, IORING_OP_CLOSE, fd)->flags = IOSQE_CQE_SKIP_SUCCESS;
        if (accepting_paused) {
            accepting_paused = false;
            submit_accept();
        }
    } else if (!connection->receiving && !connection->starved) {
        submit_receive(fd);
    }
}

static void pause_receiving(int fd) {
    struct connection *connection = connections[fd];
    if (!connection->receiving || connection->cancelling) return;
    struct io_uring_sqe *submission = submit(CANCEL, IORING_OP_ASYNC_CANCEL, fd);
    submission->addr = token(RECEIVE, fd);
    connection->cancelling = true;
    counters.pauses++;
}

static void enqueue(struct connection *connection, unsigned id, uint32_t length) {
    filled_bytes[id] = length;
    if (connection->queued++) next[connection->last] = (uint16_t)id;
    else connection->first = (uint16_t)id;
    connection->last = (uint16_t)id;
}

static void on_receive(int fd, const struct io_uring_cqe *completion) {
    struct connection *connection = connections[fd];
    int result = completion->res;
    if (!(completion->flags & IORING_CQE_F_MORE)) connection->receiving = false;
    if (completion->flags & IORING_CQE_F_BUFFER) {
        unsigned id = completion->flags >> IORING_CQE_BUFFER_SHIFT;
        lent--;
        if (result > 0 && server.mode == MODE_ECHO) enqueue(connection, id, (uint32_t)result);
        else release(id);
    }
    if (result > 0) {
        counters.receives++;
        if (connection->queued >= QUEUE_LIMIT) pause_receiving(fd);
    } else if (result == 0) {
        connection->ended = true;
    } else if (result == -ENOBUFS) {
        counters.starved++;
        connection->starved = true;
        starving[starving_count++] = fd;
    } else if (result != -ECANCELED && result != -EINTR && result != -EAGAIN) {
        connection->failed = true;
    }
    if (server.mode == MODE_SOURCE && connection->ended) connection->failed = true;
    proceed(fd);
}

static void on_send(int fd, int result) {
    struct connection *connection = connections[fd];
    connection->sending = false;
    uint32_t quiet_length = connection->quiet_length;
    connection->quiet_length = 0;
    connection->blocked = quiet_length && (result == -EAGAIN || (uint32_t)result < quiet_length);
    if (result == -EAGAIN && quiet_length) result = 0;
    if (result < 0) {
        connection->failed = true;
        pause_receiving(fd);
    } else if (server.mode == MODE_SOURCE) {
        connection->offset = (connection->offset + (uint32_t)result) % SOURCE_CHUNK_BYTES;
    } else {
        uint32_t sent = (uint32_t)result;
        while (connection->queued && sent >= filled_bytes[connection->first] - connection->offset) {
            sent -= filled_bytes[connection->first] - connection->offset;
            release_first(connection);
        }
        connection->offset += sent;
        if (sent || connection->blocked) counters.partial_sends++;
    }
    proceed(fd);
}

static void grow_tables(int fd) {
    int larger = fd * 2 + 64;
    connections = realloc(connections, (size_t)larger * sizeof *connections);
    starving = realloc(starving, (size_t)larger * sizeof *starving);
    quiet = realloc(quiet, 2 * (size_t)larger * sizeof *quiet);
    if (!connections || !starving || !quiet) die("connection table");
    capacity = larger;
}

static void on_accept(const struct io_uring_cqe *completion) {
    int fd = completion->res;
    if (!(completion->flags & IORING_CQE_F_MORE)) {
        if (fd == -EMFILE || fd == -ENFILE) accepting_paused = true;
        else submit_accept();
    }
    if (fd < 0) return;
    counters.accepts++;
    if (fd >= capacity) grow_tables(fd);
    connections[fd] = allocate(1, sizeof(struct connection));
    proceed(fd);
}

/* Receives again for the connections that found no buffer, as far as buffers have come back. */
static void feed_starving(void) {
    int kept = 0;
    unsigned available = lent;
    for (int i = 0; i < starving_count; i++) {
        int fd = starving[i];
        if (available) {
            available--;
            connections[fd]->starved = false;
            proceed(fd);
        } else {
            starving[kept++] = fd;
        }
    }
    starving_count = kept;
}

/* Ends the quiet sends that were submitted and of which no completion has told anything. */
static void end_quiet_sends(void) {
    int count = quiet_count;
    quiet_count = 0; /* what stays, or is sent next, goes to places that have been read */
    for (int i = 0; i < count; i++) {
        int fd = quiet[i];
        struct connection *connection = connections[fd];
        if (!connection) continue;
        connection->listed = false;
        if (!connection->quiet_length) continue;
        if (connection->quiet_cycle == cycle) list_quiet(fd);
        else on_send(fd, (int)connection->quiet_length);
    }
}

/* False: the server has been told to end. */
static bool complete(const struct io_uring_cqe *completion) {
    int fd = (int)(uint32_t)completion->user_data;
    switch ((enum kind)(completion->user_data >> 32)) {
    case ACCEPT: on_accept(completion); break;
    case RECEIVE: on_receive(fd, completion); break;
    case SEND: on_send(fd, completion->res); break;
    case CANCEL:
        connections[fd]->cancelling = false; /* it waits for this, so it is still there */
        proceed(fd);
        break;
    case CLOSE: break; /* failed: the descriptor is gone all the same */
    case TERMINATION: return false;
    }
    return true;
}

int main(int argc, char **argv) {
    server = server_open(argc, argv);
    ring_open(&ring, SUBMISSIONS, COMPLETIONS);
    buffers_open(&buffers, &ring, BUFFERS, BUFFER_BYTES);
    submit(TERMINATION, IORING_OP_POLL_ADD, server.termination)->poll32_events = POLL_IN;
    submit_accept();
    for (;;) {
        hurried |= starving_count && quiet_count; /* for the buffers that these give back */
        ring_enter(&ring, hurried ? 0 : 1, UINT64_MAX);
        hurried = false;
        cycle++;
        bool settled = ring_is_settled(&ring);
        unsigned head = ring_head(&ring), tail = ring_tail(&ring);
        bool running = true;
        for (; head != tail; head++) running &= complete(ring_completion(&ring, head));
        ring_publish_head(&ring, head);
        if (!running) break;
        if (settled) end_quiet_sends();
        else hurried = true;
        buffers_publish(&buffers);
        if (starving_count) feed_starving();
    }
    server_report(&counters);
    return 0;
}
