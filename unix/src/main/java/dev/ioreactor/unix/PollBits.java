package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.PollConstants.POLLERR;
import static dev.ioreactor.unix.libc.PollConstants.POLLHUP;
import static dev.ioreactor.unix.libc.PollConstants.POLLIN;
import static dev.ioreactor.unix.libc.PollConstants.POLLOUT;
import static dev.ioreactor.unix.libc.PollConstants.POLLRDHUP;

import dev.ioreactor.engine.Ready;

/** The bits of {@link Ready} in those of poll(2), and back. */
final class PollBits {
    private PollBits() {}

    static int wanted(int interest) {
        return ((interest & Ready.READ) != 0 ? POLLIN : 0)
                | ((interest & Ready.WRITE) != 0 ? POLLOUT : 0)
                | ((interest & Ready.HANGUP) != 0 ? POLLRDHUP : 0);
    }

    /** What a hang-up or an error is about is found by reading and writing: both will not block. */
    static int found(int events) {
        int bits = 0;
        if ((events & POLLIN) != 0) {
            bits |= Ready.READ;
        }
        if ((events & POLLOUT) != 0) {
            bits |= Ready.WRITE;
        }
        if ((events & POLLRDHUP) != 0) {
            bits |= Ready.HANGUP;
        }
        if ((events & POLLHUP) != 0) {
            bits |= Ready.HANGUP | Ready.READ | Ready.WRITE;
        }
        if ((events & POLLERR) != 0) {
            bits |= Ready.ERROR | Ready.READ | Ready.WRITE;
        }
        return bits;
    }
}
