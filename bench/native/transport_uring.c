/* io_uring: multishot receives from provided buffers, one enter per poll. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"
#include "ring.h"
#include "transport.h"

#define SUBMISSIONS 4096
#define COMPLETIONS 32768
#define BUFFERS 512
#define BUFFER_BYTES 16384

enum kind { RECEIVE = 1, SEND };

struct uring_transport {
    struct transport transport;
    struct ring ring;
    struct buffers buffers;
    bool one_shot;
    int *descriptors;
    uint32_t *starving; /* slots that found no buffer: received from again after the batch */
    uint32_t starving_count;
};

static struct uring_transport *self(struct transport *transport) {
    return (struct uring_transport *)transport;
}

static struct transport *open_uring(uint32_t slots, bool one_shot) {
    struct uring_transport *me = allocate(1, sizeof *me);
    me->transport.class = &transport_uring;
    me->one_shot = one_shot;
    me->descriptors = allocate(slots, sizeof *me->descriptors);
    me->starving = allocate(slots, sizeof *me->starving);
    ring_open(&me->ring, SUBMISSIONS, COMPLETIONS);
    buffers_open(&me->buffers, &me->ring, BUFFERS, BUFFER_BYTES);
    return &me->transport;
}

static struct io_uring_sqe *submit(struct uring_transport *me, enum kind kind, uint8_t opcode,
                                   uint32_t slot) {
    struct io_uring_sqe *submission = ring_submission(&me->ring);
    submission->opcode = opcode;
    submission->fd = me->descriptors[slot];
    submission->user_data = (uint64_t)kind << 32 | slot;
    return submission;
}

static void add(struct transport *transport, uint32_t slot, int fd) {
    self(transport)->descriptors[slot] = fd;
}

static void close_slot(struct transport *transport, uint32_t slot) {
    close(self(transport)->descriptors[slot]);
}

static void receive(struct transport *transport, uint32_t slot) {
    struct uring_transport *me = self(transport);
    struct io_uring_sqe *submission = submit(me, RECEIVE, IORING_OP_RECV, slot);
    submission->ioprio = me->one_shot ? 0 : IORING_RECV_MULTISHOT;
    submission->flags = IOSQE_BUFFER_SELECT;
}

static void send_bytes(struct transport *transport, uint32_t slot, const uint8_t *bytes,
                       size_t length, bool quiet) {
    struct io_uring_sqe *submission = submit(self(transport), SEND, IORING_OP_SEND, slot);
    submission->addr = (uint64_t)(uintptr_t)bytes;
    submission->len = (uint32_t)length;
    submission->msg_flags = MSG_NOSIGNAL;
    if (quiet) {
        /* A send mostly ends within its enter, and being a completion ends that enter's wait. */
        submission->flags = IOSQE_CQE_SKIP_SUCCESS;
        submission->msg_flags |= MSG_WAITALL;
    }
}

static void on_send(struct uring_transport *me, uint32_t slot, int result) {
    if (result > 0) session_sent(me->transport.session, slot, (size_t)result);
    else session_ended(me->transport.session, slot, -result);
}

static void on_receive(struct uring_transport *me, uint32_t slot, int result, unsigned flags) {
    struct session *session = me->transport.session;
    if (result > 0) {
        unsigned id = flags >> IORING_CQE_BUFFER_SHIFT;
        session_received(session, slot, buffers_at(&me->buffers, id), (size_t)result);
        buffers_release(&me->buffers, id);
        if (!(flags & IORING_CQE_F_MORE) && !me->one_shot) receive(&me->transport, slot);
        return;
    }
    if (flags & IORING_CQE_F_BUFFER) {
        buffers_release(&me->buffers, flags >> IORING_CQE_BUFFER_SHIFT);
    }
    if (result == -ENOBUFS) me->starving[me->starving_count++] = slot;
    else session_ended(session, slot, -result);
}

static void poll_completions(struct transport *transport, uint64_t timeout_nanos) {
    struct uring_transport *me = self(transport);
    struct ring *ring = &me->ring;
    ring_enter(ring, timeout_nanos ? 1 : 0, timeout_nanos ? timeout_nanos : UINT64_MAX);
    transport->now = now_nanos();
    unsigned head = ring_head(ring), tail = ring_tail(ring);
    for (; head != tail; head++) {
        const struct io_uring_cqe *completion = ring_completion(ring, head);
        uint32_t slot = (uint32_t)completion->user_data;
        if (completion->user_data >> 32 == SEND) on_send(me, slot, completion->res);
        else on_receive(me, slot, completion->res, completion->flags);
    }
    ring_publish_head(ring, head);
    buffers_publish(&me->buffers);
    while (me->starving_count) receive(transport, me->starving[--me->starving_count]);
}

const struct transport_class transport_uring = {
    .name = "uring", .quiet_sends = true, .open = open_uring, .add = add, .close = close_slot,
    .receive = receive, .send = send_bytes, .poll = poll_completions,
};
