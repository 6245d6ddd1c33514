package dev.ioreactor.unix.libc;

import static org.assertj.core.api.Assertions.assertThat;

/** A descriptor that a test opened: it must be valid, and is closed at the end of the test. */
record Descriptor(int fd) implements AutoCloseable {

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
