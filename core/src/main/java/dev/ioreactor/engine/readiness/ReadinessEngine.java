package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An engine on top of a level-triggered readiness call such as poll(2): it waits until handles are
 * ready and then performs what was asked for, so that a completion is delivered at once and with
 * nothing in between.
 *
 * <p>What an engine adds, all of it:
 *
 * <ol>
 *   <li>{@link #name}, {@link #sockets} and {@link #memory}.
 *   <li>A {@link NonBlockingIo}, shared by all engines for the same kind of handle, and the handles
 *       themselves, which extend {@link ReadyHandle}.
 *   <li>{@link #changeInterest} tells the kernel what to report about one handle. It is called at
 *       most once per handle and poll, and only for a real change; with 0 the handle must leave the
 *       kernel's set, so that a hang-up which nobody waits for costs nothing.
 *   <li>{@link #await}, the sole blocking call, waits once and passes each ready handle to {@link
 *       #ready}. Where the kernel takes a number with a registration, use {@link #tokenOf}, and
 *       {@link #handleOf} on the way back: an event for a handle that is gone then finds none.
 *   <li>{@link #wake}, thread-safe: ends the current or the next {@link #await}, which then returns
 *       {@link #WOKEN}. Only one wake need be outstanding.
 *   <li>{@link #release} closes what the engine itself has opened.
 * </ol>
 *
 * <p>What it need not do: retry after a signal, keep time, limit or order what it reports, look out
 * for cancelled operations, or notice that a report is stale or spurious. Each is done here, once.
 *
 * <p>One poll, in its order:
 *
 * <pre>
 *   start      submitted operations, and end cancelled ones     ─▶ completions
 *   dispatch   what the last poll found ready beyond its limit  ─▶ completions
 *   apply      changes of interest
 *   await      not at all if something was completed
 *   dispatch   what is ready                                    ─▶ completions
 * </pre>
 *
 * <p>Fairness: a batch of ready handles is dispatched to its end, over several polls if need be,
 * before the kernel is asked again; and when starting operations alone reaches the limit, the next
 * poll begins with what is ready.
 *
 * <p>Confined to one thread, except {@link #wake}.
 */
public abstract class ReadinessEngine implements Engine {
    /** What {@link #await} returns when it was ended by {@link #wake}. */
    public static final int WOKEN = 1;

    /**
     * Bit, besides those of {@link Ready}: the kernel does not know the handle any more, which was
     * closed behind the engine's back. Its operations end with {@link Errno#EBADF}.
     */
    public static final int INVALID = 16;

    /** Beyond this, 146 years, a timeout is none. */
    private static final long ENDLESS_NANOS = Long.MAX_VALUE / 2;

    private final EngineConfig config;
    private final Performer performer;
    private final HandleTable table = new HandleTable();
    private final OperationQueue queue = new OperationQueue();

    private @Nullable ReadyHandle[] changed = new ReadyHandle[16];
    private int changedCount;

    private @Nullable ReadyHandle[] batch = new ReadyHandle[16];
    private int batchNext;
    private int batchCount;

    /** Whether starting operations used up the last poll, so that ready handles are next. */
    private boolean readyFirst;

    private boolean closed;

    /** An engine that waits for handles which {@code io} can work on. */
    @SuppressWarnings("this-escape") // The performer only keeps it.
    protected ReadinessEngine(EngineConfig config, NonBlockingIo io) {
        this.config = config;
        this.performer = new Performer(this, io);
    }

    /**
     * Makes the kernel report exactly {@code newMask} about a handle.
     *
     * @param oldMask what it reports until now, as bits of {@link Ready}; 0 if it does not know it
     * @param newMask what to report from now on; 0 to make it forget the handle. {@link
     *     Ready#HANGUP} is the end of the peer's sending direction; what a kernel reports unasked
     *     is not meant
     * @return 0, or a negated errno if the kernel refuses; it must then know nothing of the handle,
     *     whose operations end with that errno
     */
    protected abstract int changeInterest(ReadyHandle handle, int oldMask, int newMask);

    /**
     * Waits once until a handle is ready, a wake comes or the time is over, and calls {@link
     * #ready} for what is. May end early for no reason.
     *
     * @param timeoutNanos 0 to look only, {@link Long#MAX_VALUE} for no limit; rounded up where the
     *     kernel is coarser
     * @return {@link #WOKEN}, or 0, or {@code -EINTR}; any other negated errno ends the engine
     */
    protected abstract int await(long timeoutNanos);

    /** Closes what the engine has opened for itself; called once. */
    protected abstract void release();

    /**
     * Makes the kernel forget a handle before it is closed or released.
     *
     * @param mask what the kernel reports about it until now
     */
    protected void forget(ReadyHandle handle, int mask, Close.Mode mode) {
        if (mask != 0) {
            // A refusal means that the kernel has forgotten it already.
            changeInterest(handle, mask, 0);
        }
    }

    /**
     * For {@link #await}: reports that a handle is ready; reports of one wait add up.
     *
     * @param bits of {@link Ready}, or {@link #INVALID}
     */
    protected final void ready(ReadyHandle handle, int bits) {
        assert has(handle);
        assert bits != 0;
        handle.reported |= (byte) bits;
        if (handle.batchIndex >= 0) {
            return;
        }
        if (batchCount == batch.length) {
            batch = Arrays.copyOf(batch, batchCount * 2);
        }
        handle.batchIndex = batchCount;
        batch[batchCount++] = handle;
    }

    /** A number for the kernel to name an attached handle by; never that of another one. */
    protected final long tokenOf(ReadyHandle handle) {
        return handle.token;
    }

    /** The slot of an attached handle: small, and never that of another one at the same time. */
    protected final int slotOf(ReadyHandle handle) {
        return (int) handle.token;
    }

    /** The handle that a token of this engine names, null if it is no longer attached. */
    protected final @Nullable ReadyHandle handleOf(long token) {
        return table.find(token);
    }

    /** What the engine was opened with. */
    protected final EngineConfig config() {
        return config;
    }

    @Override
    public final void submit(Operation operation) {
        requireOpen();
        attach(operation.handle());
        operation.markSubmitted();
        queue.add(operation);
    }

    @Override
    public final void cancel(Operation operation) {
        if (operation.markCancelled()) {
            queue.add(operation);
        }
    }

    @Override
    public final int sendNow(Handle handle, ByteBuffer bytes) {
        requireOpen();
        attach(handle);
        return performer.io().sendNow((ReadyHandle) handle, bytes);
    }

    @Override
    public final int flush(CompletionSink sink) {
        requireOpen();
        return start(sink, Integer.MAX_VALUE);
    }

    @Override
    public final int poll(long timeoutNanos, CompletionSink sink) {
        requireOpen();
        int limit = config.completionsPerPoll();
        int delivered = readyFirst ? 0 : start(sink, limit);
        readyFirst = delivered >= limit;
        if (readyFirst) {
            return delivered;
        }
        delivered += dispatch(sink, limit - delivered);
        if (batchNext < batchCount) {
            return delivered;
        }
        delivered += applyChanges(sink);
        boolean lookOnly = delivered > 0 || !queue.isEmpty();
        long waitNanos = lookOnly ? 0 : Math.max(timeoutNanos, 0);
        return delivered + awaitReady(waitNanos, sink, limit - delivered);
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Operation next = queue.take(); next != null; next = queue.take()) {
            ((ReadyHandle) next.handle()).drop(next);
            next.markIdle();
        }
        for (int slot = 0; slot < table.slots(); slot++) {
            ReadyHandle handle = table.at(slot);
            if (handle != null) {
                performer.abandon(handle);
                detach(handle);
            }
        }
        release();
    }

    /** Starts what has been submitted by now, at most until {@code limit} completions. */
    private int start(CompletionSink sink, int limit) {
        int delivered = 0;
        Operation last = queue.last();
        while (delivered < limit) {
            Operation next = queue.take();
            if (next == null) {
                break;
            }
            delivered += performer.start(next, sink);
            if (next == last) {
                break;
            }
        }
        return delivered;
    }

    /** Dispatches the batch of ready handles, at most until {@code limit} completions. */
    private int dispatch(CompletionSink sink, int limit) {
        int delivered = 0;
        while (batchNext < batchCount && delivered < limit) {
            ReadyHandle handle = batch[batchNext];
            if (handle == null) {
                batchNext++;
                continue;
            }
            delivered += performer.advance(handle, sink, limit - delivered);
            if (handle.reported == 0) {
                handle.batchIndex = -1;
                batch[batchNext++] = null;
            }
        }
        if (batchNext == batchCount) {
            batchNext = 0;
            batchCount = 0;
        }
        return delivered;
    }

    /** Tells the kernel what has changed since the last poll: the net change of each handle. */
    private int applyChanges(CompletionSink sink) {
        int delivered = 0;
        int count = changedCount;
        for (int i = 0; i < count; i++) {
            ReadyHandle handle = changed[i];
            if (handle == null) {
                continue;
            }
            changed[i] = null;
            handle.changedIndex = -1;
            int wanted = handle.wanted();
            if (wanted == handle.applied) {
                continue;
            }
            int result = changeInterest(handle, handle.applied, wanted);
            handle.applied = (byte) (result < 0 ? 0 : wanted);
            if (result < 0) {
                delivered += performer.fail(handle, result, sink);
            }
        }
        // A failed handle has been queued again behind the others, and wants nothing now.
        for (int i = count; i < changedCount; i++) {
            ReadyHandle handle = changed[i];
            if (handle != null) {
                handle.changedIndex = -1;
                changed[i] = null;
            }
        }
        changedCount = 0;
        return delivered;
    }

    private int awaitReady(long timeoutNanos, CompletionSink sink, int limit) {
        boolean timed = timeoutNanos > 0 && timeoutNanos < ENDLESS_NANOS;
        long deadline = timed ? config.clock().nanos() + timeoutNanos : 0;
        long remainingNanos = timeoutNanos;
        while (true) {
            int outcome = await(remainingNanos);
            if (outcome < 0 && outcome != -Errno.EINTR) {
                throw new IllegalStateException(
                        "the wait of " + name() + " failed, " + Errno.describe(-outcome));
            }
            int delivered = dispatch(sink, limit);
            if (delivered > 0 || outcome == WOKEN || timeoutNanos == 0) {
                return delivered;
            }
            if (timed) {
                remainingNanos = deadline - config.clock().nanos();
                if (remainingNanos <= 0) {
                    return 0;
                }
            }
        }
    }

    /** Notes that the interest of a handle may have changed. */
    final void change(ReadyHandle handle) {
        if (handle.changedIndex >= 0) {
            return;
        }
        if (changedCount == changed.length) {
            changed = Arrays.copyOf(changed, changedCount * 2);
        }
        handle.changedIndex = changedCount;
        changed[changedCount++] = handle;
    }

    /** Makes the kernel and the engine forget a handle: nothing here refers to it afterwards. */
    final void forget(ReadyHandle handle, Close.Mode mode) {
        forget(handle, handle.applied, mode);
        detach(handle);
    }

    private void attach(Handle handle) {
        if (!(handle instanceof ReadyHandle known)) {
            throw foreign(handle);
        }
        if (has(known)) {
            return;
        }
        if (known.engine != null) {
            throw new IllegalStateException("another engine has it: " + handle);
        }
        if (!performer.io().knows(known)) {
            throw foreign(handle);
        }
        known.engine = this;
        table.add(known);
    }

    private void detach(ReadyHandle handle) {
        if (handle.changedIndex >= 0) {
            changed[handle.changedIndex] = null;
            handle.changedIndex = -1;
        }
        if (handle.batchIndex >= 0) {
            batch[handle.batchIndex] = null;
            handle.batchIndex = -1;
        }
        table.remove(handle);
        handle.clear();
    }

    /** Whether a handle is attached to this engine. */
    @SuppressWarnings("ReferenceEquality") // An engine is equal to none but itself.
    final boolean has(ReadyHandle handle) {
        return handle.engine == this;
    }

    private IllegalArgumentException foreign(Handle handle) {
        return new IllegalArgumentException("not a handle of the engine " + name() + ": " + handle);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine " + name() + " is closed");
        }
    }
}
