package dev.ioreactor.runtime;

import dev.ioreactor.engine.Engine;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the engine, if there is one now, and counts. Thread-safe.
 *
 * <p>The lock is held across the wake, so that an engine is never woken while it is being closed;
 * it is taken once per time that the runtime blocks, and never by its thread but to open and close.
 */
final class EngineWake implements Runnable {
    private final AtomicLong count = new AtomicLong();
    private @Nullable Engine engine; // null before it is opened and after it is closed

    @Override
    public synchronized void run() {
        if (engine != null) {
            count.incrementAndGet();
            engine.wake();
        }
    }

    synchronized void attach(Engine opened) {
        engine = opened;
    }

    synchronized void detach() {
        engine = null;
    }

    long count() {
        return count.get();
    }
}
