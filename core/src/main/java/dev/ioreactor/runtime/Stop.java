package dev.ioreactor.runtime;

import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.service.Service;
import java.util.function.Consumer;

/**
 * How a runtime stops.
 *
 * <pre>
 *   RUNNING ── asked ──▶ DRAINING ── all have drained ─────────▶ CLOSING ── none is left ──▶ EMPTY
 *      │                    └────── the grace is over ──────────────▲
 *      └──── aborted ───────────────────────────────────────────────┘
 * </pre>
 */
final class Stop<C> {
    private enum State {
        RUNNING,
        DRAINING,
        CLOSING,
        EMPTY
    }

    private final RuntimeContext context;
    private final Service<C> service;
    private final StopRequest request;

    private State state = State.RUNNING;
    private long begunNanos;

    /** No slot before this one drains, nor will: nothing new is opened by then. */
    private int drainingSlot;

    Stop(RuntimeContext context, Service<C> service, StopRequest request) {
        this.context = context;
        this.service = service;
        this.request = request;
    }

    /** Whether the next cycle must not block, because there is something to do for the stop. */
    boolean isUrgent() {
        return switch (state) {
            case RUNNING -> request.isAsked();
            case DRAINING -> graceIsOver() || nobodyDrains();
            case CLOSING -> context.table.size() == 0;
            case EMPTY -> true;
        };
    }

    boolean isEmpty() {
        return state == State.EMPTY;
    }

    /** Gets on by as many steps as can be done in this cycle. */
    void advance() {
        if (state == State.RUNNING && request.isAsked()) {
            begin();
        }
        if (state == State.DRAINING && (graceIsOver() || nobodyDrains())) {
            closeAll();
        }
        if (state == State.CLOSING && context.table.size() == 0) {
            state = State.EMPTY;
        }
    }

    private void begin() {
        state = State.DRAINING;
        begunNanos = context.nowNanos;
        try {
            service.stopping();
        } catch (Throwable cause) {
            context.failed(null, cause);
        }
        long graceNanos = request.graceNanos();
        if (graceNanos > 0) {
            forEach(ManagedResource::stop);
            context.after(graceNanos, () -> {}); // wakes the runtime when the grace is over
        }
    }

    private boolean graceIsOver() {
        return context.nowNanos - begunNanos >= request.graceNanos();
    }

    private boolean nobodyDrains() {
        for (; drainingSlot < context.table.slots(); drainingSlot++) {
            ManagedResource resource = context.table.at(drainingSlot);
            if (resource != null && resource.drains()) {
                return false;
            }
        }
        return true;
    }

    private void closeAll() {
        state = State.CLOSING;
        forEach(ManagedResource::stopNow);
    }

    private void forEach(Consumer<ManagedResource> action) {
        for (int slot = 0; slot < context.table.slots(); slot++) {
            ManagedResource resource = context.table.at(slot);
            if (resource != null) {
                action.accept(resource);
            }
        }
    }
}
