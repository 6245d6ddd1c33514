package dev.ioreactor.unix.libc;

import static org.assertj.core.api.Assertions.assertThat;

/** A descriptor that a test opened: it must be valid, and is closed at the end of the test. */
record Descriptor(int fd) implements AutoCloseable {
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int ENOENT = 2;
    static final int EINPROGRESS = 115;
    static final int ECONNREFUSED = 111;
    static final int EEXIST = 17;
    static final int ENOTTY = 25;

    /** A number that is certainly no open descriptor. */
    static final int NONE = 1_000_000_000;

    Descriptor {
        assertThat(fd).as("what opening returned").isNotNegative();
    }

    @Override
    public void close() {
        assertThat(Descriptors.close(new CallState(), fd)).isZero();
    }
}
