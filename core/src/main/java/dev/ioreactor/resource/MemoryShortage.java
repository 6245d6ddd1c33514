package dev.ioreactor.resource;

import dev.ioreactor.engine.Errno;
import java.util.concurrent.TimeUnit;

/**
 * What a resource does while the kernel has no memory for it: it tries again after a while.
 *
 * <p>The stream is whole: nothing was sent or taken. Waiting for readiness would not help, since
 * the kernel reports the descriptor ready all the time. So it is tried again by the clock, a
 * bounded number of times in a row, which make five seconds; after that it is a failure. Source:
 * send(2), recv(2), epoll_ctl(2).
 */
final class MemoryShortage {
    /** How long to wait before trying again. */
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How often in a row. */
    static final int MOST_RETRIES = 500;

    private MemoryShortage() {}

    /** Whether a shortage of memory is what a result tells of. */
    static boolean explains(int result) {
        return result == -Errno.ENOBUFS || result == -Errno.ENOMEM;
    }
}
