package dev.ioreactor.cli.load;

/**
 * What was going on at one moment while messages were sent: a point of the charts, and the live
 * line.
 *
 * @param seconds since sending began
 * @param open connections open
 * @param messagesPerSecond messages that came back since the last point
 * @param p50Nanos half of their latencies were below
 * @param p99Nanos all but one in a hundred
 * @param heapBytes the server's heap in use
 * @param cyclesPerSecond of the server's reactor
 */
public record Point(
        double seconds,
        int open,
        double messagesPerSecond,
        long p50Nanos,
        long p99Nanos,
        long heapBytes,
        double cyclesPerSecond) {}
