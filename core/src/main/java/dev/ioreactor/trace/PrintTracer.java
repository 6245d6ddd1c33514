package dev.ioreactor.trace;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ResourceId;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Prints a line for each thing that happens to a resource, to see what a program does. Cycles that
 * do nothing print nothing. Slow: printing blocks the loop.
 */
public final class PrintTracer implements Tracer {
    private final PrintStream out;

    /** Prints to {@code out}, which it does not close. */
    public PrintTracer(PrintStream out) {
        this.out = requireNonNull(out);
    }

    @Override
    public void opened(ResourceId id, String kind) {
        out.println(id + " " + kind + " opened");
    }

    @Override
    public void received(ResourceId id, int bytes) {
        out.println(id + " received " + bytes + " bytes");
    }

    @Override
    public void sent(ResourceId id, int bytes) {
        out.println(id + " sent " + bytes + " bytes");
    }

    @Override
    public void refused(ResourceId id, long queuedBytes) {
        out.println(id + " refused a send, with " + queuedBytes + " bytes queued");
    }

    @Override
    public void ready(ResourceId id, int bits) {
        out.println(id + " ready, bits " + bits);
    }

    @Override
    public void acceptPaused(ResourceId listener, int errno) {
        out.println(listener + " accepting paused, error " + errno);
    }

    @Override
    public void acceptResumed(ResourceId listener) {
        out.println(listener + " accepting resumed");
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        out.println((id == null ? "a callback" : id.toString()) + " failed: " + cause);
    }

    @Override
    public void quarantined(ResourceId id, int bits) {
        out.println(id + " quarantined, bits " + bits);
    }

    @Override
    public void closed(ResourceId id, CloseReason reason, long unsentBytes) {
        out.println(id + " closed: " + reason + ", unsent " + unsentBytes);
    }

    @Override
    public void handedOver(ResourceId id) {
        out.println(id + " handed over");
    }

    @Override
    public void commands(int count) {
        out.println(count + " commands");
    }

    @Override
    public void timers(int count) {
        out.println(count + " timers");
    }

    @Override
    public void blocking(BlockedHandler handler) {
        out.println("blocking: " + handler);
    }

    @Override
    public void slow(BlockedHandler handler) {
        out.println("slow: " + handler.what() + " for " + handler.duration().toMillis() + " ms");
    }
}
