package dev.ioreactor.service;

/**
 * Why a resource was closed: handed to each {@code closed} callback, exactly once per resource.
 *
 * <p>A closed set: switch over it without {@code default}.
 */
public sealed interface CloseReason {
    /** Both directions ended in order. */
    record EndOfStream() implements CloseReason {}

    /** The peer reset the connection, or broke it while bytes were on their way. */
    record Reset() implements CloseReason {}

    /**
     * A deadline passed.
     *
     * @param what which one: {@code connect}, {@code idle}, {@code drain}, or {@code peer} where
     *     the kernel gave up on the peer
     */
    record TimedOut(String what) implements CloseReason {}

    /** Nobody listens there. */
    record Refused() implements CloseReason {}

    /**
     * A limit was exceeded.
     *
     * @param limit which one, and its value
     */
    record LimitExceeded(String limit) implements CloseReason {}

    /**
     * A handler threw.
     *
     * @param cause what it threw; also reported to {@link Service#failed}
     */
    record HandlerThrew(Throwable cause) implements CloseReason {}

    /** The service closed or drained it. */
    record LocalClose() implements CloseReason {}

    /** The service aborted it: the peer of a connection sees a reset. */
    record LocalAbort() implements CloseReason {}

    /** The reactor stopped. */
    record ReactorStopped() implements CloseReason {}

    /**
     * The descriptor was ready time after time and nothing came of it.
     *
     * @param readiness what it was ready for
     */
    record NoProgress(Readiness readiness) implements CloseReason {}

    /**
     * The system refused, for another cause.
     *
     * @param errno the error number, as {@code dev.ioreactor.engine.Errno}
     * @param description what it means
     */
    record SystemError(int errno, String description) implements CloseReason {}
}
