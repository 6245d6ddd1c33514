package dev.ioreactor.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime's thread is just calling, for a watchdog on another thread to see.
 *
 * <p>Costs two plain-speed stores per callback if somebody watches, else nothing. {@link #current}
 * and {@link #count} are thread-safe.
 */
final class Activity {
    private static final VarHandle CURRENT;
    private static final VarHandle COUNT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CURRENT = lookup.findVarHandle(Activity.class, "current", Object.class);
            COUNT = lookup.findVarHandle(Activity.class, "count", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final boolean watched;
    private @Nullable Object current; // null between callbacks
    private long count;

    /** Notes what is called only if it is {@code watched}. */
    Activity(boolean watched) {
        this.watched = watched;
    }

    void begin(Object called) {
        if (watched) {
            COUNT.setOpaque(this, count + 1);
            CURRENT.setOpaque(this, called);
        }
    }

    void end() {
        if (watched) {
            CURRENT.setOpaque(this, null);
        }
    }

    /**
     * Thread-safe. What is being called: a resource, command, timer or service; null if nothing.
     */
    @Nullable Object current() {
        return CURRENT.getOpaque(this);
    }

    /** Thread-safe. The number of calls begun. */
    long count() {
        return (long) COUNT.getOpaque(this);
    }
}
