package dev.ioreactor.trace;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events of {@link JfrTracer}; the stack of the loop itself would say nothing. */
final class JfrEvents {
    private JfrEvents() {}

    @Category("ioreactor")
    @StackTrace(false)
    abstract static class Base extends Event {}

    abstract static class OfResource extends Base {
        @Label("Resource")
        @Nullable String resource; // null if it concerns none
    }

    @Name("dev.ioreactor.LoopLag")
    @Label("Loop Lag")
    @Description("A cycle whose work took long: whoever waited for it had to wait so long")
    static final class LoopLag extends Base {
        @Label("Work")
        @Timespan(Timespan.NANOSECONDS)
        long work;
    }

    @Name("dev.ioreactor.ResourceOpened")
    @Label("Resource Opened")
    @Enabled(false)
    static final class ResourceOpened extends OfResource {
        @Label("Kind")
        @Nullable String kind;
    }

    @Name("dev.ioreactor.ResourceClosed")
    @Label("Resource Closed")
    static final class ResourceClosed extends OfResource {
        @Label("Reason")
        @Nullable String reason;

        @Label("Unsent")
        @Description("Bytes, or datagrams, that were accepted and never sent")
        long unsent;
    }

    @Name("dev.ioreactor.SendRefused")
    @Label("Send Refused")
    @Enabled(false)
    static final class SendRefused extends OfResource {
        @Label("Queued")
        @DataAmount
        long queued;
    }

    @Name("dev.ioreactor.AcceptPaused")
    @Label("Accept Paused")
    static final class AcceptPaused extends OfResource {
        @Label("Error Number")
        int errno;

        @Label("Cause")
        @Nullable String cause;
    }

    @Name("dev.ioreactor.AcceptResumed")
    @Label("Accept Resumed")
    static final class AcceptResumed extends OfResource {}

    @Name("dev.ioreactor.HandlerFailed")
    @Label("Handler Failed")
    static final class HandlerFailed extends OfResource {
        @Label("Cause")
        @Nullable String cause;
    }

    @Name("dev.ioreactor.Quarantined")
    @Label("Resource Quarantined")
    @Description("A resource was ready time after time, nothing came of it, and it is left alone")
    static final class Quarantined extends OfResource {
        @Label("Readiness")
        int readiness;
    }

    abstract static class Slow extends OfResource {
        @Label("What")
        @Nullable String what;

        @Label("Lasted")
        @Timespan(Timespan.NANOSECONDS)
        long lasted;

        @Label("Stack")
        @Nullable String stack;
    }

    @Name("dev.ioreactor.HandlerBlocking")
    @Label("Handler Blocking")
    @Description("A callback that is running and has been for too long")
    static final class HandlerBlocking extends Slow {}

    @Name("dev.ioreactor.SlowHandler")
    @Label("Slow Handler")
    @Description("A callback that took too long and has returned")
    static final class SlowHandler extends Slow {}
}
