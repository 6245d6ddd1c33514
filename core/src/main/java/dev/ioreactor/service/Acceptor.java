package dev.ioreactor.service;

import org.jspecify.annotations.Nullable;

/** Decides who handles a new connection of a {@link Listener}. */
@FunctionalInterface
public interface Acceptor {
    /**
     * Gives the handler of a new connection, on the runtime's thread; null turns it away (it is
     * closed and nobody is told). What it throws closes the connection and is reported to {@link
     * Service#failed}.
     */
    @Nullable ConnectionHandler accept(Connection peer) throws Exception;

    /**
     * Called once when the listener is closed, for whatever reason.
     *
     * @param listener the one that is closed
     * @param reason why
     */
    default void closed(Listener listener, CloseReason reason) throws Exception {}
}
