package dev.ioreactor.engine;

import org.jspecify.annotations.Nullable;

/**
 * One kind of work on one handle that an engine executes: the unit of submission and completion.
 *
 * <p>An operation object belongs to its resource and is reused: it is either <em>idle</em> or
 * <em>in flight</em> (from {@link Engine#submit} to its final completion). Its parameters may be
 * changed only while it is idle.
 *
 * <pre>
 *            submit                    complete(more)
 *   idle ─────────────▶ in flight ──────────┐
 *    ▲                   │   ▲  └───────────┘
 *    │  complete(final)  │   │
 *    ├───────────────────┘   │ (still completes)
 *    │                       │
 *    └──────── cancelled ◀───┘ cancel
 * </pre>
 */
public abstract sealed class Operation
        permits Close,
                Connect,
                LimitedOperation,
                ReadAt,
                Ready,
                Receive,
                Send,
                SendTo,
                Shutdown,
                Sync,
                WriteAt {
    /** Nothing is asked of the engine. */
    public static final int IDLE = 0;

    /** Submitted; the final completion has not been delivered. */
    public static final int IN_FLIGHT = 1;

    /** In flight, and its early end was asked for. */
    public static final int CANCELLED = 2;

    private final Handle handle;
    private final Completable owner;

    /** A byte, as {@link #engineFlags}: each idle connection has two operations. */
    private byte state;

    /** For the engine alone: the link of whichever queue of the engine it stands in. */
    public @Nullable Operation engineNext;

    /** For the engine alone: a number of its own, such as a slot. */
    public int engineIndex = -1;

    private byte engineFlags;

    Operation(Handle handle, Completable owner) {
        this.handle = handle;
        this.owner = owner;
    }

    /** What it works on. */
    public final Handle handle() {
        return handle;
    }

    /** Who is told how it ended. */
    public final Completable owner() {
        return owner;
    }

    /** Whether its final completion is still to come. */
    public final boolean inFlight() {
        return state != IDLE;
    }

    /** Whether its early end was asked for and its final completion is still to come. */
    public final boolean cancelled() {
        return state == CANCELLED;
    }

    /** For the engine alone: whether one of these bits of its own is set. */
    public final boolean engineHas(int bits) {
        return (engineFlags & bits) != 0;
    }

    /** For the engine alone: sets these bits, up to 64, until it is submitted anew. */
    public final void engineSet(int bits) {
        assert bits < 128;
        engineFlags |= (byte) bits;
    }

    /** For the engine alone: clears these bits. */
    public final void engineClear(int bits) {
        engineFlags &= (byte) ~bits;
    }

    /** For the engine alone: marks it as in flight. */
    public final void markSubmitted() {
        if (state != IDLE) {
            throw new IllegalStateException("submitted twice: " + this);
        }
        state = IN_FLIGHT;
        engineFlags = 0;
    }

    /** For the engine alone: marks it as cancelled; false if there is nothing to cancel. */
    public final boolean markCancelled() {
        if (state != IN_FLIGHT) {
            return false;
        }
        state = CANCELLED;
        return true;
    }

    /** For the engine alone: marks it as idle, just before its final completion is delivered. */
    public final void markIdle() {
        assert state != IDLE;
        state = IDLE;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " on " + handle;
    }
}
