package dev.ioreactor.cli.load;

/**
 * How far a {@link Load} is: published by its thread, read by any.
 *
 * @param connected connections made so far
 * @param refused connections that could not be made
 * @param open connections open now
 * @param lost connections that ended when they should not
 * @param closed connections that ended as they should
 * @param used connections that have carried a message
 * @param waiting messages on their way
 * @param messages messages that came back
 * @param wrong messages that came back with a wrong byte, or bytes that nobody had sent
 * @param unanswered messages that could not be sent, or did not come back
 */
public record Progress(
        int connected,
        int refused,
        int open,
        int lost,
        int closed,
        int used,
        int waiting,
        long messages,
        long wrong,
        long unanswered) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
