package dev.ioreactor.engine;

import org.jspecify.annotations.Nullable;

/**
 * Takes connections from a listening handle, multishot.
 *
 * <p>Each completion with {@code more} and result 0 carries one new, open handle in {@link
 * #accepted}. Any failure is final: whether and when to submit again is up to the listener. At most
 * {@link #limitPerPoll} connections are taken per call of {@link Engine#poll}.
 */
public final class Accept extends LimitedOperation {
    private @Nullable Handle accepted;

    /** Takes connections from {@code handle}. */
    public Accept(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** For the engine alone: hands over a new connection, before the completion is delivered. */
    public void accepted(Handle connection) {
        accepted = connection;
    }

    /** Takes the new connection of the current completion; the caller owns it. Once only. */
    public Handle takeAccepted() {
        Handle connection = accepted;
        if (connection == null) {
            throw new IllegalStateException("nothing accepted, or taken before");
        }
        accepted = null;
        return connection;
    }
}
