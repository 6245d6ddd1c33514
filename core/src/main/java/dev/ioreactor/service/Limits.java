package dev.ioreactor.service;

import java.time.Duration;

/**
 * Every limit of a runtime. Immutable; the constructor checks each.
 *
 * @param lowWatermarkBytes queued bytes at which a connection has drained
 * @param highWatermarkBytes queued bytes from which on sends are refused
 * @param unreadBytes unread inbound bytes kept per connection; more close it
 * @param acceptsPerCycle connections taken per listener and cycle
 * @param completionsPerCycle completions delivered per cycle
 * @param commandsPerCycle commands run per cycle
 * @param timersPerCycle timers fired per cycle
 * @param mailboxCommands commands waiting; a power of two; more are refused
 * @param receiveBufferBytes the most bytes that one receive takes
 * @param openResources resources open at a time, 0 for what the system's descriptor limit allows
 *     less {@link #DESCRIPTOR_RESERVE}; at the limit accepting pauses
 * @param connectDeadline how long connecting may take
 * @param drainLinger how long a drained connection, all of it sent, waits for its peer to close
 * @param stopGrace how long a graceful stop waits for connections to drain
 */
public record Limits(
        int lowWatermarkBytes,
        int highWatermarkBytes,
        int unreadBytes,
        int acceptsPerCycle,
        int completionsPerCycle,
        int commandsPerCycle,
        int timersPerCycle,
        int mailboxCommands,
        int receiveBufferBytes,
        int openResources,
        Duration connectDeadline,
        Duration drainLinger,
        Duration stopGrace) {
    /** Descriptors left for everything else in the process. */
    public static final int DESCRIPTOR_RESERVE = 32;

    private static final int MOST_COPIED_BYTES = 8 << 10;

    private static final Limits DEFAULTS =
            new Limits(
                    32 << 10,
                    64 << 10,
                    64 << 10,
                    64,
                    4_096,
                    1_024,
                    4_096,
                    65_536,
                    64 << 10,
                    0,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5));

    /** Checks each limit. */
    public Limits {
        atLeast(0, lowWatermarkBytes, "lowWatermarkBytes");
        atLeast(lowWatermarkBytes + 1, highWatermarkBytes, "highWatermarkBytes");
        atLeast(1, unreadBytes, "unreadBytes");
        atLeast(1, acceptsPerCycle, "acceptsPerCycle");
        atLeast(1, completionsPerCycle, "completionsPerCycle");
        atLeast(1, commandsPerCycle, "commandsPerCycle");
        atLeast(1, timersPerCycle, "timersPerCycle");
        atLeast(2, mailboxCommands, "mailboxCommands");
        if (Integer.bitCount(mailboxCommands) != 1) {
            throw new IllegalArgumentException(
                    "mailboxCommands must be a power of two: " + mailboxCommands);
        }
        atLeast(512, receiveBufferBytes, "receiveBufferBytes");
        atLeast(0, openResources, "openResources");
        if (!connectDeadline.isPositive()) {
            throw new IllegalArgumentException("connectDeadline " + connectDeadline);
        }
        if (drainLinger.isNegative()) {
            throw new IllegalArgumentException("drainLinger " + drainLinger);
        }
        if (stopGrace.isNegative()) {
            throw new IllegalArgumentException("stopGrace " + stopGrace);
        }
    }

    /** The defaults, as docs list them. */
    public static Limits defaults() {
        return DEFAULTS;
    }

    /**
     * A send of more bytes than this from a direct buffer may leave without a copy, see {@link
     * Connection}: 8 KiB, or the low watermark where that is less.
     */
    public int copiedBytes() {
        return Math.min(MOST_COPIED_BYTES, lowWatermarkBytes);
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + ", at least " + least);
        }
    }

    /** Copies with other watermarks. */
    public Limits watermarks(int lowBytes, int highBytes) {
        return new Limits(
                lowBytes,
                highBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                receiveBufferBytes,
                openResources,
                connectDeadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with another limit of unread inbound bytes per connection. */
    public Limits unreadBytes(int bytes) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                bytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                receiveBufferBytes,
                openResources,
                connectDeadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with other limits of work per cycle. */
    public Limits perCycle(int accepts, int completions, int commands, int timers) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                accepts,
                completions,
                commands,
                timers,
                mailboxCommands,
                receiveBufferBytes,
                openResources,
                connectDeadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with another capacity of the mailbox, a power of two. */
    public Limits mailboxCommands(int commands) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                commands,
                receiveBufferBytes,
                openResources,
                connectDeadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with another size of the receive buffer. */
    public Limits receiveBufferBytes(int bytes) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                bytes,
                openResources,
                connectDeadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with another limit of open resources, 0 for what the system allows. */
    public Limits openResources(int resources) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                receiveBufferBytes,
                resources,
                connectDeadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with another connect deadline. */
    public Limits connectDeadline(Duration deadline) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                receiveBufferBytes,
                openResources,
                deadline,
                drainLinger,
                stopGrace);
    }

    /** Copies with another linger of drained connections. */
    public Limits drainLinger(Duration linger) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                receiveBufferBytes,
                openResources,
                connectDeadline,
                linger,
                stopGrace);
    }

    /** Copies with another grace of a graceful stop. */
    public Limits stopGrace(Duration grace) {
        return new Limits(
                lowWatermarkBytes,
                highWatermarkBytes,
                unreadBytes,
                acceptsPerCycle,
                completionsPerCycle,
                commandsPerCycle,
                timersPerCycle,
                mailboxCommands,
                receiveBufferBytes,
                openResources,
                connectDeadline,
                drainLinger,
                grace);
    }
}
