package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.EpollConstants.EFD_CLOEXEC;
import static dev.ioreactor.unix.libc.EpollConstants.EFD_NONBLOCK;

import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.EventDescriptors;
import java.io.IOException;

/**
 * A descriptor that becomes readable when any thread signals it: eventfd(2).
 *
 * <p>Signals add up and are taken back together. {@link #signal} is thread-safe, but not against
 * {@link #close}: the descriptor's number could be another's by then.
 */
final class WakeDescriptor {
    private final int fd;

    private WakeDescriptor(int fd) {
        this.fd = fd;
    }

    static WakeDescriptor open(CallState state) throws IOException {
        int fd = EventDescriptors.create(state, 0, EFD_CLOEXEC | EFD_NONBLOCK);
        return new WakeDescriptor(Errors.check(fd, "eventfd"));
    }

    int descriptor() {
        return fd;
    }

    /** Thread-safe. Makes the descriptor readable. */
    void signal() {
        EventDescriptors.add(fd);
    }

    void drain(CallState state) {
        EventDescriptors.drain(state, fd);
    }

    void close(CallState state) {
        Descriptors.close(state, fd);
    }
}
