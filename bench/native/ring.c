#include "ring.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common.h"

static void *map(int fd, size_t size_bytes, off_t offset) {
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *memory = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, flags | MAP_POPULATE, fd, offset);
    if (memory == MAP_FAILED) die("mmap of %zu bytes", size_bytes);
    return memory;
}

void ring_open(struct ring *ring, unsigned submissions, unsigned completions) {
    struct io_uring_params params = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL
                 | IORING_SETUP_CQSIZE,
        .cq_entries = completions,
    };
    ring->fd = (int)syscall(__NR_io_uring_setup, submissions, &params);
    if (ring->fd < 0) die("io_uring_setup (needs Linux 6.1 and kernel.io_uring_disabled = 0)");
    errno = 0;
    if (!(params.features & IORING_FEAT_SINGLE_MMAP)) die("io_uring without a single mapping");

    size_t sq_bytes = params.sq_off.array + params.sq_entries * sizeof(unsigned);
    size_t cq_bytes = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
    uint8_t *rings = map(ring->fd, sq_bytes > cq_bytes ? sq_bytes : cq_bytes, IORING_OFF_SQ_RING);
    ring->sq_head = (unsigned *)(rings + params.sq_off.head);
    ring->sq_tail = (unsigned *)(rings + params.sq_off.tail);
    ring->sq_flags = (unsigned *)(rings + params.sq_off.flags);
    ring->sq_mask = params.sq_entries - 1;
    ring->sq_entries = params.sq_entries;
    ring->cq_head = (unsigned *)(rings + params.cq_off.head);
    ring->cq_tail = (unsigned *)(rings + params.cq_off.tail);
    ring->cq_mask = params.cq_entries - 1;
    ring->completions = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
    ring->submissions =
        map(ring->fd, params.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
    ring->filled = *ring->sq_tail;
    unsigned *array = (unsigned *)(rings + params.sq_off.array);
    for (unsigned i = 0; i < params.sq_entries; i++) array[i] = i; /* slot i is always entry i */
}

static unsigned unsubmitted(const struct ring *ring) {
    return ring->filled - __atomic_load_n(ring->sq_head, __ATOMIC_ACQUIRE);
}

struct io_uring_sqe *ring_submission(struct ring *ring) {
    while (unsubmitted(ring) == ring->sq_entries) ring_enter(ring, 0, UINT64_MAX);
    struct io_uring_sqe *submission = &ring->submissions[ring->filled++ & ring->sq_mask];
    memset(submission, 0, sizeof *submission);
    return submission;
}

void ring_enter(struct ring *ring, unsigned least, uint64_t timeout_nanos) {
    struct __kernel_timespec time = {
        .tv_sec = (int64_t)(timeout_nanos / NANOS_PER_SECOND),
        .tv_nsec = (long long)(timeout_nanos % NANOS_PER_SECOND),
    };
    struct io_uring_getevents_arg argument = {.ts = (uint64_t)(uintptr_t)&time};
    bool timed = timeout_nanos != UINT64_MAX;
    __atomic_store_n(ring->sq_tail, ring->filled, __ATOMIC_RELEASE);
    long result = syscall(__NR_io_uring_enter, ring->fd, unsubmitted(ring), least,
                          IORING_ENTER_GETEVENTS | (timed ? IORING_ENTER_EXT_ARG : 0),
                          timed ? &argument : NULL, timed ? sizeof argument : 0);
    /* EBUSY, EAGAIN: completions overflowed or memory is short; the next enter tries again. */
    if (result < 0 && errno != EINTR && errno != ETIME && errno != EBUSY && errno != EAGAIN) {
        die("io_uring_enter");
    }
}

bool ring_is_settled(const struct ring *ring) {
    unsigned flags = __atomic_load_n(ring->sq_flags, __ATOMIC_RELAXED);
    return !unsubmitted(ring) && !(flags & IORING_SQ_CQ_OVERFLOW);
}

void buffers_open(struct buffers *buffers, struct ring *ring, unsigned count, unsigned size_bytes) {
    buffers->count = count;
    buffers->size_bytes = size_bytes;
    buffers->tail = 0;
    buffers->ring = map(-1, count * sizeof(struct io_uring_buf), 0);
    buffers->memory = map(-1, (size_t)count * (size_bytes + 64), 0);
    struct io_uring_buf_reg registration = {
        .ring_addr = (uint64_t)(uintptr_t)buffers->ring, .ring_entries = count, .bgid = 0};
    long result = syscall(__NR_io_uring_register, ring->fd, IORING_REGISTER_PBUF_RING,
                          &registration, 1);
    if (result < 0) die("io_uring: provided buffers");
    for (unsigned id = 0; id < count; id++) buffers_release(buffers, id);
    buffers_publish(buffers);
}
