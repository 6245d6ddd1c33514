package dev.ioreactor.tck;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waiting of a test for what another thread or the kernel does. */
final class Await {
    /** How long a test waits for what must happen: long, since a busy machine is no defect. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long LOOK_AGAIN_NANOS = 200_000;

    private Await() {}

    /** Waits until {@code condition} holds; fails when patience is over, saying what was missed. */
    static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** As above, with a description that is made when it is needed. */
    static void until(Supplier<String> what, BooleanSupplier condition) {
        if (!within(PATIENCE, condition)) {
            throw new AssertionError("waited " + PATIENCE + " in vain: " + what.get());
        }
    }

    /** Whether {@code condition} came to hold in time. */
    static boolean within(Duration time, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }
}
