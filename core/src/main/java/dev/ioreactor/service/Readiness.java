package dev.ioreactor.service;

/**
 * What a {@link Resource} is ready for.
 *
 * <p>There are sixteen, made once: nothing is allocated per event. Thread-safe.
 */
public final class Readiness {
    private static final Readiness[] ALL = new Readiness[16];

    static {
        for (int bits = 0; bits < ALL.length; bits++) {
            ALL[bits] = new Readiness(bits);
        }
    }

    private final int bits;

    private Readiness(int bits) {
        this.bits = bits;
    }

    /** The one with these bits: 1 readable, 2 writable, 4 hung up, 8 failed. */
    public static Readiness of(int bits) {
        return ALL[bits & 15];
    }

    /** Whether a read will not block: there are bytes, the end of stream, or a failure. */
    public boolean readable() {
        return (bits & 1) != 0;
    }

    /** Whether a write will not block. */
    public boolean writable() {
        return (bits & 2) != 0;
    }

    /** Whether the peer has closed; there may be bytes left to read. */
    public boolean hungUp() {
        return (bits & 4) != 0;
    }

    /** Whether the descriptor has failed; reading or writing tells how. */
    public boolean failed() {
        return (bits & 8) != 0;
    }

    @Override
    public String toString() {
        return "Readiness["
                + (readable() ? "r" : "")
                + (writable() ? "w" : "")
                + (hungUp() ? "h" : "")
                + (failed() ? "e" : "")
                + "]";
    }
}
