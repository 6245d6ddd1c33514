package dev.ioreactor.engine;

import java.net.SocketAddress;

/**
 * Connects a stream handle to {@link #remote}; one-shot.
 *
 * <p>Result 0 when connected, else a negated errno such as {@link Errno#ECONNREFUSED}. It has no
 * deadline of its own: the owner cancels it.
 */
public final class Connect extends Operation {
    private final SocketAddress remote;

    /** Connects {@code handle} to {@code remote}. */
    public Connect(Handle handle, SocketAddress remote, Completable owner) {
        super(handle, owner);
        this.remote = remote;
    }

    /** Where to. */
    public SocketAddress remote() {
        return remote;
    }
}
