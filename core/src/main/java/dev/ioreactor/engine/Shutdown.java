package dev.ioreactor.engine;

/**
 * Shuts down the sending direction of a connected stream handle; one-shot.
 *
 * <p>The peer sees the end of stream after all bytes sent before. Result 0, or a negated errno.
 */
public final class Shutdown extends Operation {
    /** Half-closes {@code handle}. */
    public Shutdown(Handle handle, Completable owner) {
        super(handle, owner);
    }
}
