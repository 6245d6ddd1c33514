package dev.ioreactor.service;

import org.jspecify.annotations.Nullable;

/**
 * The user's logic: what a reactor runs. All methods are optional.
 *
 * <p>Called on the runtime's thread, one call at a time.
 *
 * @param <C> the type of the commands that {@link Controller#send} takes
 */
public interface Service<C> {
    /**
     * The runtime is about to run its first cycle: listen, connect, set timers.
     *
     * @throws Exception what keeps the reactor from starting; {@code Reactor.start} throws it on
     */
    default void started(ReactorRuntime runtime) throws Exception {}

    /** A command that another thread sent; in order per sender. */
    default void command(C command) throws Exception {}

    /**
     * Called once per cycle, after events, timers and commands, before what was recorded is sent.
     *
     * @param nowNanos the time of this cycle
     */
    default void tick(long nowNanos) throws Exception {}

    /**
     * A handler, timer callback or command threw; the resource, if it was one, is being closed and
     * the loop goes on. Reported once per throw. Unless overridden it goes to the {@link
     * System.Logger} named {@code dev.ioreactor}.
     *
     * @param id whose handler it was, null for a timer, a command or the service itself
     */
    default void failed(@Nullable ResourceId id, Throwable cause) {
        System.getLogger("dev.ioreactor")
                .log(
                        System.Logger.Level.WARNING,
                        id == null ? "a callback failed" : "the handler of " + id + " failed",
                        cause);
    }

    /** A graceful stop has begun: connections are being drained, commands still run. */
    default void stopping() throws Exception {}

    /** The last call: everything is closed, every accepted command has run. */
    default void stopped() throws Exception {}
}
