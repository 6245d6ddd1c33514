package dev.ioreactor.runtime;

import dev.ioreactor.resource.Tally;
import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Counters;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorStoppedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The controller of one runtime: a mailbox, a stop request, and a waker that is told of both. */
final class MailboxController<C> implements Controller<C> {
    private final Mailbox<C> mailbox;
    private final Waker waker;
    private final StopRequest stopRequest;
    private final EngineWake engineWake;
    private final Tally tally;
    private final Limits limits;
    private final @Nullable Watchdog watchdog; // null without a threshold

    MailboxController(
            Mailbox<C> mailbox,
            Waker waker,
            StopRequest stopRequest,
            EngineWake engineWake,
            Tally tally,
            Limits limits,
            @Nullable Watchdog watchdog) {
        this.mailbox = mailbox;
        this.waker = waker;
        this.stopRequest = stopRequest;
        this.engineWake = engineWake;
        this.tally = tally;
        this.limits = limits;
        this.watchdog = watchdog;
    }

    @Override
    public boolean send(C command) {
        return switch (mailbox.offer(Objects.requireNonNull(command))) {
            case ACCEPTED -> {
                waker.signal();
                yield true;
            }
            case FULL -> false;
            case SEALED -> throw new ReactorStoppedException("the reactor has stopped");
        };
    }

    @Override
    public void stop() {
        stop(limits.stopGrace());
    }

    @Override
    public void stop(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace " + grace);
        }
        stopRequest.ask(TimeUnit.NANOSECONDS.convert(grace));
        waker.signal();
    }

    @Override
    public void abort() {
        stopRequest.ask(0);
        waker.signal();
    }

    @Override
    public boolean isRunning() {
        return !mailbox.isSealed();
    }

    @Override
    public Counters counters() {
        return tally.snapshot(engineWake.count());
    }

    @Override
    public @Nullable BlockedHandler blockedHandler() {
        return watchdog == null ? null : watchdog.blocked();
    }
}
