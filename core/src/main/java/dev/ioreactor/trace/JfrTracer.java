package dev.ioreactor.trace;

import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ResourceId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the JDK Flight Recorder of what is worth one: {@code jfr summary} lists them
 * under {@code dev.ioreactor}. Bytes that come and go make none.
 *
 * <p>While nothing is recorded it costs a call. Needs the module {@code jdk.jfr}, which a program
 * of modules has to require itself; the rest of the library does without.
 */
public final class JfrTracer implements Tracer {
    private static final Duration DEFAULT_LAG = Duration.ofMillis(10);

    private final long lagNanos;

    /** With an event for each cycle whose work takes 10 ms or longer. */
    public JfrTracer() {
        this(DEFAULT_LAG);
    }

    /** With an event for each cycle whose work takes {@code lag} or longer. */
    public JfrTracer(Duration lag) {
        if (lag.isNegative()) {
            throw new IllegalArgumentException("lag " + lag);
        }
        lagNanos = lag.toNanos();
    }

    @Override
    public void cycleEnded(long nowNanos, long workNanos) {
        if (workNanos < lagNanos) {
            return;
        }
        JfrEvents.LoopLag event = new JfrEvents.LoopLag();
        if (event.shouldCommit()) {
            event.work = workNanos;
            event.commit();
        }
    }

    @Override
    public void opened(ResourceId id, String kind) {
        JfrEvents.ResourceOpened event = new JfrEvents.ResourceOpened();
        if (event.shouldCommit()) {
            event.resource = id.toString();
            event.kind = kind;
            event.commit();
        }
    }

    @Override
    public void closed(ResourceId id, CloseReason reason, long unsentBytes) {
        JfrEvents.ResourceClosed event = new JfrEvents.ResourceClosed();
        if (event.shouldCommit()) {
            event.resource = id.toString();
            event.reason = reason.toString();
            event.unsent = unsentBytes;
            event.commit();
        }
    }

    @Override
    public void refused(ResourceId id, long queuedBytes) {
        JfrEvents.SendRefused event = new JfrEvents.SendRefused();
        if (event.shouldCommit()) {
            event.resource = id.toString();
            event.queued = queuedBytes;
            event.commit();
        }
    }

    @Override
    public void acceptPaused(ResourceId listener, int errno) {
        JfrEvents.AcceptPaused event = new JfrEvents.AcceptPaused();
        if (event.shouldCommit()) {
            event.resource = listener.toString();
            event.errno = errno;
            event.cause =
                    errno == 0 ? "the limit of open resources" : "the system's error " + errno;
            event.commit();
        }
    }

    @Override
    public void acceptResumed(ResourceId listener) {
        JfrEvents.AcceptResumed event = new JfrEvents.AcceptResumed();
        if (event.shouldCommit()) {
            event.resource = listener.toString();
            event.commit();
        }
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        JfrEvents.HandlerFailed event = new JfrEvents.HandlerFailed();
        if (event.shouldCommit()) {
            event.resource = id == null ? null : id.toString();
            event.cause = stackTrace(cause);
            event.commit();
        }
    }

    private static String stackTrace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Override
    public void quarantined(ResourceId id, int bits) {
        JfrEvents.Quarantined event = new JfrEvents.Quarantined();
        if (event.shouldCommit()) {
            event.resource = id.toString();
            event.readiness = bits;
            event.commit();
        }
    }

    @Override
    public void blocking(BlockedHandler handler) {
        commit(new JfrEvents.HandlerBlocking(), handler);
    }

    @Override
    public void slow(BlockedHandler handler) {
        commit(new JfrEvents.SlowHandler(), handler);
    }

    private static void commit(JfrEvents.Slow event, BlockedHandler handler) {
        if (event.shouldCommit()) {
            event.what = handler.what();
            event.resource = Objects.toString(handler.id(), null);
            event.lasted = handler.duration().toNanos();
            event.stack = lines(handler);
            event.commit();
        }
    }

    private static String lines(BlockedHandler handler) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : handler.stack()) {
            text.append(frame).append('\n');
        }
        return text.toString();
    }
}
