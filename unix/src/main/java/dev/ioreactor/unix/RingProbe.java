package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECV;
import static dev.ioreactor.unix.libc.RingConstants.IORING_RECV_MULTISHOT;
import static dev.ioreactor.unix.libc.RingConstants.IOSQE_BUFFER_SELECT;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.IoUringCqe;

/** Asks a ring for what no call tells: whether the kernel knows a field of an entry. */
final class RingProbe {
    private static final int SOME_BYTES = 4_096;

    private RingProbe() {}

    /**
     * Whether a multishot receive can be limited to so many bytes at a time, and in all: Linux
     * 6.17. An older kernel finds a field filled that must be empty; a newer one finds that {@code
     * -1} is no descriptor, before or after.
     */
    static boolean limitsMultishotReceives(Ring ring) {
        if (!ring.setup().receivesMultishot()) {
            return false;
        }
        Entry.put(
                ring.entry(),
                IORING_OP_RECV,
                IOSQE_BUFFER_SELECT,
                IORING_RECV_MULTISHOT,
                -1,
                0,
                0,
                SOME_BYTES,
                0,
                UringSubmitter.UNHEARD,
                0,
                SOME_BYTES);
        ring.look();
        int head = ring.head();
        if (head == ring.tail()) {
            return false;
        }
        int result = IoUringCqe.result(ring.completion(head));
        ring.advance(head + 1);
        return result == -Errno.EBADF;
    }
}
