package dev.ioreactor.resource;

import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Interest;
import dev.ioreactor.service.Readiness;
import dev.ioreactor.service.Resource;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.time.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the user's: waits for its interest, and tells it, for as long as it gets on.
 * Waiting that fails for want of memory is tried again: see {@link MemoryShortage}.
 */
public final class RegisteredResource extends ManagedResource {
    private final Resource resource;
    private final Runnable whenEnded;
    private final Ready ready;
    private final ProgressWatch progress = new ProgressWatch();
    private @Nullable Timer quarantine; // null until first in quarantine
    private int shortages; // how often in a row there was no memory
    private boolean quarantined;
    private boolean unregistered;

    /**
     * A registration of {@code resource}; {@link #start} comes next.
     *
     * @param whenEnded is run once, before the resource is told
     */
    public RegisteredResource(
            ResourceContext context,
            ResourceId id,
            Handle handle,
            Resource resource,
            Runnable whenEnded) {
        super(context, id, handle);
        this.resource = resource;
        this.whenEnded = whenEnded;
        ready = new Ready(handle, this);
    }

    @Override
    public String kind() {
        return "resource";
    }

    /** The user's object. */
    public Resource resource() {
        return resource;
    }

    /** Waits for what the resource is interested in now. */
    public void start() {
        if (!isOpen() || quarantined) {
            return;
        }
        int bits = bits(askInterest());
        if (ready.inFlight()) {
            if (bits != ready.interest()) {
                cancel(ready); // and again with the new interest, when that has completed
            }
        } else if (bits != 0) {
            ready.of(bits, true);
            submit(ready);
        }
    }

    private Interest askInterest() {
        try {
            return resource.interest();
        } catch (Throwable cause) {
            threw(cause);
            return Interest.NONE;
        }
    }

    private static int bits(Interest interest) {
        return (interest.reads() ? Ready.READ : 0) | (interest.writes() ? Ready.WRITE : 0);
    }

    @Override
    void onCompleted(Operation operation, int result, boolean more) {
        if (unregistered || !isOpen()) {
            context().tally().staleCompletions += result > 0 ? 1 : 0;
        } else if (result == -Errno.ECANCELED) {
            start();
        } else if (mayBeTriedAgain(result)) {
            context().after(MemoryShortage.RETRY_NANOS, this::start);
        } else if (result < 0) {
            end(Reasons.of(result), Close.Mode.RELEASE);
        } else if (!ready.cancelled()) {
            shortages = 0;
            tellReady(result);
        }
    }

    private boolean mayBeTriedAgain(int result) {
        return MemoryShortage.explains(result) && ++shortages <= MemoryShortage.MOST_RETRIES;
    }

    private void tellReady(int bits) {
        context().tracer().ready(id(), bits);
        progress.before(context().cycle(), handle());
        try {
            resource.ready(Readiness.of(bits));
        } catch (Throwable cause) {
            threwInReady(cause);
            return;
        }
        if (!isOpen() || unregistered) {
            return;
        }
        if (progress.isStuckAfter(bits, handle())) {
            isolate(bits);
        } else {
            start();
        }
    }

    private void threwInReady(Throwable cause) {
        context().failed(id(), cause);
        end(new CloseReason.HandlerThrew(cause), Close.Mode.RELEASE);
    }

    /** Leaves it alone for a while: it is ready again and again, and nothing comes of it. */
    private void isolate(int bits) {
        if (progress.isHopeless()) {
            end(new CloseReason.NoProgress(Readiness.of(bits)), Close.Mode.RELEASE);
            return;
        }
        quarantined = true;
        cancel(ready);
        context().tracer().quarantined(id(), bits);
        context().failed(id(), new NoProgressException(this + ": " + Readiness.of(bits)));
        long nanos = progress.quarantineNanos();
        if (quarantine == null) {
            quarantine = context().after(nanos, this::endQuarantine);
        } else {
            quarantine.rescheduleNanos(nanos);
        }
    }

    private void endQuarantine() {
        quarantined = false;
        start();
    }

    /** Ends the registration without a word to the resource. */
    public Resource unregister() {
        unregistered = true;
        end(new CloseReason.LocalClose(), Close.Mode.RELEASE);
        return resource;
    }

    @Override
    public void flush() {}

    @Override
    public void deferred() {}

    /** Does nothing yet: what the others drain may need it to the end. */
    @Override
    public void stop() {}

    @Override
    public void stopNow() {
        end(new CloseReason.ReactorStopped(), Close.Mode.RELEASE);
    }

    @Override
    public void endByService() {
        unregister();
    }

    @Override
    public boolean drains() {
        return false;
    }

    @Override
    void cancelOperations() {
        cancel(ready);
        if (quarantine != null) {
            quarantine.cancel();
        }
    }

    @Override
    void onClosed(CloseReason why, Close.Mode how) {
        context().tracer().closed(id(), why, 0);
        whenEnded.run();
        if (unregistered) {
            return;
        }
        try {
            resource.closed(why);
        } catch (Throwable cause) {
            context().failed(id(), cause);
        }
    }
}
