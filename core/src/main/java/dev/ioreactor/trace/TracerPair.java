package dev.ioreactor.trace;

import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ResourceId;
import org.jspecify.annotations.Nullable;

/** Tells two tracers, one after the other. */
record TracerPair(Tracer first, Tracer second) implements Tracer {
    @Override
    public void cycleBegan(long nowNanos, int completions) {
        first.cycleBegan(nowNanos, completions);
        second.cycleBegan(nowNanos, completions);
    }

    @Override
    public void cycleEnded(long nowNanos, long workNanos) {
        first.cycleEnded(nowNanos, workNanos);
        second.cycleEnded(nowNanos, workNanos);
    }

    @Override
    public void opened(ResourceId id, String kind) {
        first.opened(id, kind);
        second.opened(id, kind);
    }

    @Override
    public void received(ResourceId id, int bytes) {
        first.received(id, bytes);
        second.received(id, bytes);
    }

    @Override
    public void sent(ResourceId id, int bytes) {
        first.sent(id, bytes);
        second.sent(id, bytes);
    }

    @Override
    public void refused(ResourceId id, long queuedBytes) {
        first.refused(id, queuedBytes);
        second.refused(id, queuedBytes);
    }

    @Override
    public void ready(ResourceId id, int bits) {
        first.ready(id, bits);
        second.ready(id, bits);
    }

    @Override
    public void acceptPaused(ResourceId listener, int errno) {
        first.acceptPaused(listener, errno);
        second.acceptPaused(listener, errno);
    }

    @Override
    public void acceptResumed(ResourceId listener) {
        first.acceptResumed(listener);
        second.acceptResumed(listener);
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        first.failed(id, cause);
        second.failed(id, cause);
    }

    @Override
    public void quarantined(ResourceId id, int bits) {
        first.quarantined(id, bits);
        second.quarantined(id, bits);
    }

    @Override
    public void closed(ResourceId id, CloseReason reason, long unsentBytes) {
        first.closed(id, reason, unsentBytes);
        second.closed(id, reason, unsentBytes);
    }

    @Override
    public void commands(int count) {
        first.commands(count);
        second.commands(count);
    }

    @Override
    public void timers(int count) {
        first.timers(count);
        second.timers(count);
    }

    @Override
    public void handedOver(ResourceId id) {
        first.handedOver(id);
        second.handedOver(id);
    }

    @Override
    public void blocking(BlockedHandler handler) {
        first.blocking(handler);
        second.blocking(handler);
    }

    @Override
    public void slow(BlockedHandler handler) {
        first.slow(handler);
        second.slow(handler);
    }
}
