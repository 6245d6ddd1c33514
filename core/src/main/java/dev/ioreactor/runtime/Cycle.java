package dev.ioreactor.runtime;

import dev.ioreactor.engine.Completable;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.resource.Tally;
import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Service;
import dev.ioreactor.time.Timer;
import dev.ioreactor.time.TimerWheel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a runtime, phase by phase, each with a limit so that none starves another.
 *
 * <pre>
 *   1  wait      the engine starts what was submitted, blocks, and delivers completions
 *   2  timers    those that are due, in order
 *   3  commands  those that were in the mailbox when the phase began
 *   4  tick      the service, once
 *   5  deferred  callbacks that had to wait for the end of another one
 *   6  flush     one send per connection that recorded something
 *   7  stop      a stop that was asked for gets on
 * </pre>
 *
 * <p>What a callback records in one phase takes effect in a later one, or in the next cycle.
 */
final class Cycle<C> implements CompletionSink, TimerWheel.FailureHandler {
    private final RuntimeContext context;
    private final Service<C> service;
    private final Mailbox<C> mailbox;
    private final Waker waker;
    private final Stop<C> stop;
    private final Limits limits;
    private final Tally tally;
    private final Activity activity;
    private final Spinner spinner;
    private final @Nullable Watchdog watchdog; // null without a threshold
    private final Consumer<C> runCommand = this::run;

    private boolean timeIsKnown; // whether the time of this cycle has been read

    Cycle(
            RuntimeContext context,
            Service<C> service,
            Mailbox<C> mailbox,
            Waker waker,
            Stop<C> stop,
            Activity activity,
            Spinner spinner,
            @Nullable Watchdog watchdog) {
        this.context = context;
        this.service = service;
        this.mailbox = mailbox;
        this.waker = waker;
        this.stop = stop;
        this.activity = activity;
        this.spinner = spinner;
        this.watchdog = watchdog;
        limits = context.limits();
        tally = context.tally();
    }

    /** Runs one pass that blocks for at most {@code limitNanos}. */
    void runOnce(long limitNanos) {
        int completions = await(limitNanos);
        context.tracer().cycleBegan(context.nowNanos, completions);
        fireTimers();
        runCommands();
        tick();
        runDeferred();
        flush();
        advanceStop();
        endCycle();
    }

    private int await(long limitNanos) {
        timeIsKnown = false;
        int completions = spinner.isOff() ? block(limitNanos) : spinThenBlock(limitNanos);
        readTime();
        return completions;
    }

    private int block(long limitNanos) {
        waker.prepareToBlock();
        int completions = context.engine.poll(timeoutNanos(limitNanos), this);
        waker.awake();
        return completions;
    }

    /** As long as it spins, other threads need no wake: it looks into the mailbox itself. */
    private int spinThenBlock(long limitNanos) {
        long begunNanos = context.clock.nanos();
        long spinNanos = Math.min(spinner.budgetNanos(), timeoutNanos(limitNanos));
        int completions = 0;
        boolean found = false;
        while (!found && context.clock.nanos() - begunNanos < spinNanos) {
            Thread.onSpinWait();
            completions = context.engine.poll(0, this);
            found = completions > 0 || !mailbox.isEmpty() || stop.isUrgent();
        }
        if (!found) {
            completions = block(limitNanos);
        }
        readTime();
        spinner.waited(context.nowNanos - begunNanos);
        return completions;
    }

    private long timeoutNanos(long limitNanos) {
        boolean workWaits =
                !context.dirty.isEmpty()
                        || !context.deferred.isEmpty()
                        || !mailbox.isEmpty()
                        || stop.isUrgent();
        if (workWaits || limitNanos == 0) {
            return 0;
        }
        if (context.timers.isEmpty()) {
            return limitNanos; // without a look at the clock
        }
        return Math.min(limitNanos, context.timers.delayToNextNanos(context.clock.nanos()));
    }

    private void readTime() {
        if (!timeIsKnown) {
            timeIsKnown = true;
            context.nowNanos = context.clock.nanos();
        }
    }

    @Override
    public void complete(Operation operation, int result, boolean more) {
        readTime();
        tally.completions++;
        Completable owner = operation.owner();
        activity.begin(owner);
        owner.completed(operation, result, more);
        activity.end();
    }

    private void fireTimers() {
        int fired = context.timers.expire(context.nowNanos, limits.timersPerCycle(), this);
        activity.end();
        if (fired > 0) {
            tally.timers += fired;
            context.tracer().timers(fired);
        }
    }

    @Override
    public void fires(Timer timer) {
        activity.begin(timer);
    }

    @Override
    public void failed(Timer timer, Throwable cause) {
        context.failed(null, cause);
    }

    private int runCommands() {
        int ran = mailbox.drain(limits.commandsPerCycle(), runCommand);
        if (ran > 0) {
            tally.commands += ran;
            context.tracer().commands(ran);
        }
        return ran;
    }

    private void run(C command) {
        activity.begin(command);
        try {
            service.command(command);
        } catch (Throwable cause) {
            context.failed(null, cause);
        }
        activity.end();
    }

    private void tick() {
        activity.begin(service);
        try {
            service.tick(context.nowNanos);
        } catch (Throwable cause) {
            context.failed(null, cause);
        }
        activity.end();
    }

    private void runDeferred() {
        int count = context.deferred.takeBatch();
        for (int i = 0; i < count; i++) {
            ManagedResource resource = context.deferred.at(i);
            resource.isDeferred = false;
            if (resource.isOpen()) {
                activity.begin(resource);
                resource.deferred();
                activity.end();
            }
        }
        context.deferred.clearBatch();
    }

    /** Submits what was recorded, lets the engine do what it can at once, and looks at the rest. */
    void flush() {
        int count = context.dirty.takeBatch();
        for (int i = 0; i < count; i++) {
            ManagedResource resource = context.dirty.at(i);
            resource.dirty = false;
            resource.flush();
        }
        context.engine.flush(this);
        for (int i = 0; i < count; i++) {
            context.dirty.at(i).settle();
        }
        context.dirty.clearBatch();
    }

    private void advanceStop() {
        activity.begin(service);
        stop.advance();
        activity.end();
    }

    private void endCycle() {
        tally.cycles++;
        long workNanos = context.clock.nanos() - context.nowNanos;
        if (workNanos > tally.longestCycleNanos) {
            tally.longestCycleNanos = workNanos;
        }
        context.tracer().cycleEnded(context.nowNanos, workNanos);
        if (watchdog != null) {
            tellSlow(watchdog.takeSlow());
        }
    }

    private void tellSlow(@Nullable BlockedHandler slow) {
        if (slow != null) {
            context.tracer().slow(slow);
        }
    }

    /** Runs every command of the sealed mailbox; each one accepted runs. */
    void runLastCommands() {
        while (runCommands() > 0) {}
    }
}
