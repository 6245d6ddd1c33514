/*
 * io_uring by raw system calls: one ring, and one ring of provided buffers. Linux 6.1 or newer.
 *
 * The owner thread writes submissions, calls ring_enter once per cycle, then walks the completions
 * from ring_head to ring_tail and publishes the head. The head never passes the tail that was read:
 * a head beyond it makes the kernel see a queue that is full for ever.
 *
 * Sockets must be blocking: on a non-blocking one the kernel answers EAGAIN instead of waiting.
 */
#ifndef RING_H
#define RING_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <stdint.h>

struct ring {
    int fd;
    unsigned *sq_head, *sq_tail, *sq_flags, *cq_head, *cq_tail;
    unsigned sq_mask, sq_entries, cq_mask;
    unsigned filled; /* our tail: submissions written, published at the next enter */
    struct io_uring_sqe *submissions;
    struct io_uring_cqe *completions;
};

/* Opens with SINGLE_ISSUER | DEFER_TASKRUN. Both counts are powers of two. Dies on failure. */
void ring_open(struct ring *ring, unsigned submissions, unsigned completions);

/* The next free submission, zeroed; enters the kernel only if the queue is full. */
struct io_uring_sqe *ring_submission(struct ring *ring);

/*
 * Submits all that is filled and waits until `least` completions are there or the time is over.
 * Returns early on a signal. timeout_nanos UINT64_MAX: no limit. Dies on unexpected errors.
 */
void ring_enter(struct ring *ring, unsigned least, uint64_t timeout_nanos);

/*
 * Whether everything that has been submitted so far has been tried, and what it had to say is
 * between head and tail: not when the kernel took only a part, or keeps completions that found no
 * place.
 */
bool ring_is_settled(const struct ring *ring);

static inline unsigned ring_head(const struct ring *ring) {
    return *ring->cq_head; /* written by us alone */
}

static inline unsigned ring_tail(const struct ring *ring) {
    return __atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE);
}

static inline const struct io_uring_cqe *ring_completion(const struct ring *ring, unsigned head) {
    return &ring->completions[head & ring->cq_mask];
}

static inline void ring_publish_head(struct ring *ring, unsigned head) {
    __atomic_store_n(ring->cq_head, head, __ATOMIC_RELEASE);
}

/* Receive buffers lent to the kernel, group 0. An id is ours from its completion to its release. */
struct buffers {
    struct io_uring_buf_ring *ring;
    uint8_t *memory;
    unsigned count, size_bytes;
    uint16_t tail;
};

/* count: a power of two up to 32,768. All buffers start with the kernel. */
void buffers_open(struct buffers *buffers, struct ring *ring, unsigned count, unsigned size_bytes);

/* Buffers lie one cache line further apart than their size, or all would share one cache set. */
static inline uint8_t *buffers_at(const struct buffers *buffers, unsigned id) {
    return buffers->memory + (uint64_t)id * (buffers->size_bytes + 64);
}

/* Gives a buffer back; the kernel sees it after the next buffers_publish. */
static inline void buffers_release(struct buffers *buffers, unsigned id) {
    /* The ring's tail overlays the last two bytes of entry 0, so entries are set field by field. */
    struct io_uring_buf *entry = &buffers->ring->bufs[buffers->tail++ & (buffers->count - 1)];
    entry->addr = (uint64_t)(uintptr_t)buffers_at(buffers, id);
    entry->len = buffers->size_bytes;
    entry->bid = (uint16_t)id;
}

static inline void buffers_publish(struct buffers *buffers) {
    __atomic_store_n(&buffers->ring->tail, buffers->tail, __ATOMIC_RELEASE);
}

#endif
