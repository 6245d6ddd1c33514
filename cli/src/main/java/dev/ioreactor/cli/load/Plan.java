package dev.ioreactor.cli.load;

import java.time.Duration;

/**
 * The work of one run.
 *
 * @param connections how many are opened and kept open
 * @param active how many of them have a message in flight at a time; no more than there are
 * @param payloadBytes bytes of a message
 * @param duration how long messages are sent; longer if by then not each connection had its turn
 * @param isAlone whether it is the small run that a large one with as many active connections is
 *     compared with
 */
public record Plan(
        int connections, int active, int payloadBytes, Duration duration, boolean isAlone) {
    /** The most connections that a runtime has room for, with some left. */
    public static final int MOST_CONNECTIONS = 16_000_000;

    /** The most bytes of a message. */
    public static final int MOST_PAYLOAD_BYTES = 1 << 20;

    /** Connects in flight at a time: fewer than any kernel's accept queue. */
    static final int CONNECTING = 256;

    /** Connections being closed at a time. */
    static final int CLOSING = 1_024;

    /** Checks the limits. */
    public Plan {
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException("connections " + connections);
        }
        if (active < 1 || active > connections) {
            throw new IllegalArgumentException("active " + active);
        }
        if (payloadBytes < 1 || payloadBytes > MOST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payloadBytes " + payloadBytes);
        }
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("duration " + duration);
        }
    }

    /** A run that is compared with no other. */
    public Plan(int connections, int active, int payloadBytes, Duration duration) {
        this(connections, active, payloadBytes, duration, false);
    }

    /**
     * The same work with none but the active connections: what the others cost is the difference.
     */
    public Plan alone() {
        return new Plan(active, active, payloadBytes, duration, true);
    }

    /** The first part, which warms up the server's compiler and is left out of the figures. */
    public Duration warmUp() {
        return duration.dividedBy(5);
    }

    /** A small run of the same kind, which warms up both processes before anything is measured. */
    Plan rehearsal() {
        int few = Math.min(connections, 256);
        return new Plan(few, Math.min(active, few), payloadBytes, Duration.ofMillis(1_500));
    }
}
