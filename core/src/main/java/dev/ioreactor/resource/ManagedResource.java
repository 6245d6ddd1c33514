package dev.ioreactor.resource;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Completable;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * What all resources of a runtime have in common: an id, a handle, operations in flight, and an end
 * that comes exactly once.
 *
 * <pre>
 *   OPEN ── end(reason, mode) ──▶ ENDING ── the last operation completed ──▶ Close submitted
 *                                                                                 │
 *                        told and forgotten ◀── CLOSED ◀── Close completed ───────┘
 * </pre>
 *
 * <p>The engine's completions are the only way from one state to the next, so nothing is closed
 * while an operation refers to it, and nobody is told from inside his own call.
 */
public abstract class ManagedResource implements Completable {
    private final ResourceContext context;
    private final ResourceId id;
    private final Handle handle;

    private int inFlight;
    private @Nullable CloseReason reason; // null while it is open
    private Close.Mode mode = Close.Mode.CLOSE;
    private boolean closed;

    /** Whether it waits for {@link #flush}; kept by the runtime. */
    public boolean dirty;

    /** Whether it waits for {@link #deferred}; kept by the runtime. */
    public boolean isDeferred;

    ManagedResource(ResourceContext context, ResourceId id, Handle handle) {
        this.context = context;
        this.id = id;
        this.handle = handle;
    }

    /** Its id, never reused. */
    public final ResourceId id() {
        return id;
    }

    /** What its operations work on. */
    public final Handle handle() {
        return handle;
    }

    final ResourceContext context() {
        return context;
    }

    /** A word for it, for people. */
    public abstract String kind();

    /** Submits what was recorded in this cycle. */
    public abstract void flush();

    /** Called after {@link #flush}, when all that could be sent at once was. */
    public void settle() {}

    /** Does what may not be done from inside a callback. */
    public abstract void deferred();

    /** Begins to finish in order because the runtime stops; ends by itself. */
    public abstract void stop();

    /** Ends at once because the runtime's grace is over. */
    public void stopNow() {
        end(new CloseReason.ReactorStopped(), Close.Mode.CLOSE);
    }

    /** Ends at once because the service said so by its id. */
    public void endByService() {
        end(new CloseReason.LocalClose(), Close.Mode.CLOSE);
    }

    /** Whether a graceful stop waits for it. */
    public boolean drains() {
        return true;
    }

    abstract void onCompleted(Operation operation, int result, boolean more);

    abstract void cancelOperations();

    abstract void onClosed(CloseReason why, Close.Mode how);

    final void submit(Operation operation) {
        assert !closed;
        inFlight++;
        context.submit(operation);
    }

    final void cancel(@Nullable Operation operation) {
        if (operation != null && operation.inFlight()) {
            context.cancel(operation);
        }
    }

    /** Whether nothing has begun to end it. */
    public final boolean isOpen() {
        return reason == null;
    }

    /** Whether its handle is closed, or released, and its end told. */
    public final boolean isClosed() {
        return closed;
    }

    /** Begins its end, once; {@code why} is what the handler will be told. */
    public final void end(CloseReason why, Close.Mode how) {
        if (reason != null) {
            if (how == Close.Mode.ABORT && mode == Close.Mode.CLOSE) {
                mode = how;
            }
            return;
        }
        reason = why;
        mode = how;
        cancelOperations();
        closeWhenIdle();
    }

    private void closeWhenIdle() {
        if (inFlight == 0) {
            Close close = new Close(handle, this);
            close.of(mode);
            submit(close);
        }
    }

    @Override
    public final void completed(Operation operation, int result, boolean more) {
        if (!more) {
            inFlight--;
        }
        if (operation instanceof Close) {
            closed(result);
            return;
        }
        onCompleted(operation, result, more);
        if (!more && reason != null) {
            closeWhenIdle();
        }
    }

    private void closed(int result) {
        CloseReason why = requireNonNull(reason);
        assert inFlight == 0 && result <= 0;
        closed = true;
        context.remove(this);
        onClosed(why, mode);
    }

    /** The engine has died: closes the handle without it, and tells. */
    public final void lost(CloseReason why) {
        if (!closed) {
            reason = why;
            mode = Close.Mode.CLOSE;
            inFlight = 0;
            handle.close();
            closed(0);
        }
    }

    /** Ends it because a callback threw, and reports that. */
    final void threw(Throwable cause) {
        context.failed(id, cause);
        end(new CloseReason.HandlerThrew(cause), Close.Mode.CLOSE);
    }

    @Override
    public String toString() {
        return kind() + " " + id;
    }
}
