package dev.ioreactor.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The door into a runtime for other threads: the only one.
 *
 * <p>All methods are thread-safe.
 *
 * @param <C> the type of the service's commands
 */
public interface Controller<C> {
    /**
     * Thread-safe. Hands a command to {@link Service#command}, which runs it in one of the next
     * cycles. Commands of one thread keep their order. What happens before this call is visible to
     * the command.
     *
     * @return whether it was accepted: false when the mailbox is full
     * @throws ReactorStoppedException if the runtime has stopped, or will before it could run it
     */
    boolean send(C command);

    /**
     * Thread-safe. Asks for a graceful stop with the grace of {@link Limits#stopGrace}: listeners
     * close, connections drain, accepted commands run. Idempotent; legal before the start.
     */
    void stop();

    /** Thread-safe. As {@link #stop()}, with a grace after which the rest is aborted. */
    void stop(Duration grace);

    /** Thread-safe. Asks for a stop without grace: open connections are reset. Idempotent. */
    void abort();

    /** Thread-safe. Whether commands are accepted. */
    boolean isRunning();

    /** Thread-safe. What was counted so far; each figure for itself, not all of one instant. */
    Counters counters();

    /**
     * Thread-safe. The callback that blocks the runtime at this moment, for longer than the
     * threshold for slow handlers; null if none does, and always without such a threshold. Takes
     * the stack of the runtime's thread.
     */
    @Nullable BlockedHandler blockedHandler();
}
