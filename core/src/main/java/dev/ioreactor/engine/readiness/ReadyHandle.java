package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import org.jspecify.annotations.Nullable;

/**
 * A handle that is its own registration with a {@link ReadinessEngine}: it holds the operations
 * that wait for it to become ready, and what the kernel has been asked to report.
 *
 * <p>At most one operation waits for each of reading, writing and {@link Ready}. The fields belong
 * to the engine that the handle is attached to, from its first submitted operation to its {@link
 * dev.ioreactor.engine.Close}; there are few of them because there is one such object for each of a
 * million idle connections.
 */
public abstract class ReadyHandle extends Handle {
    /** The engine that it is attached to, null if none knows it. */
    @Nullable ReadinessEngine engine;

    /** Waits for reading: an {@link Accept}, {@link Receive} or {@link ReceiveFrom}. */
    @Nullable Operation reading;

    /** Waits for writing: a {@link Connect}, {@link Send} or {@link SendTo}. */
    @Nullable Operation writing;

    /** Wants to be told of readiness. */
    @Nullable Ready watching;

    /** What names it in the engine's table, -1 if it is not attached. */
    long token = -1;

    /** Index among the handles whose interest may have changed, -1 if it is not. */
    int changedIndex = -1;

    /** Index among the handles found ready and not dispatched yet, -1 if it is not. */
    int batchIndex = -1;

    /** How often in a row it was reported as failed or hung up while nothing came of it. */
    short fruitless;

    /** What the kernel has been asked to report, as bits of {@link Ready}. */
    byte applied;

    /** What the kernel has reported, as bits of {@link Ready}, while in the batch. */
    byte reported;

    /** Which of its operations is next to be tried, while in the batch. */
    byte phase;

    /** For subclasses. */
    protected ReadyHandle() {}

    /** Whether an engine that waits for readiness has it. */
    public final boolean isAttached() {
        return engine != null;
    }

    /**
     * Whether connections or datagrams were taken from it that nobody has been given yet: by
     * another engine, or for a receive that was cancelled meanwhile. They come first.
     */
    protected boolean hasTakenAhead() {
        return false;
    }

    /**
     * Keeps a copy of the datagram that is lent to an operation, for the next receive. Not called
     * where one call receives one datagram.
     */
    protected void keepAhead(ReceiveFrom operation) {
        throw new AssertionError("keeps no datagrams: " + this);
    }

    /** What its operations wait for, as bits of {@link Ready}; 0 if for nothing. */
    final int wanted() {
        int mask = 0;
        if (reading != null) {
            mask |= Ready.READ;
        }
        if (writing != null) {
            mask |= Ready.WRITE;
        }
        Ready watch = watching;
        return watch == null ? mask : mask | watch.interest();
    }

    /** Drops an operation; whether it had been waiting here. */
    final boolean drop(Operation operation) {
        if (reading == operation) {
            reading = null;
        } else if (writing == operation) {
            writing = null;
        } else if (watching == operation) {
            watching = null;
        } else {
            return false;
        }
        return true;
    }

    /** Makes it as it was before it was attached. */
    final void clear() {
        engine = null;
        reading = null;
        writing = null;
        watching = null;
        fruitless = 0;
        applied = 0;
        reported = 0;
        phase = 0;
    }
}
