package dev.ioreactor.time;

/**
 * A source of monotonic time, the only one the library has.
 *
 * <p>The origin is arbitrary and may be negative; values may wrap around. Two readings are
 * therefore compared by the sign of their difference ({@code a - b < 0}), never by {@code a < b}.
 * Readings of one clock never go backwards, whatever happens to the wall clock.
 */
@FunctionalInterface
public interface Clock {

    /** {@return the present time, in nanoseconds since an arbitrary origin} */
    long nanos();

    /** {@return the clock of this machine, {@link System#nanoTime()}, which is thread-safe} */
    static Clock monotonic() {
        return System::nanoTime;
    }
}
