package dev.ioreactor.cli.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits until a part of a run is over, calling a tick meanwhile; gives up when a process dies,
 * nothing happens any more, or the user interrupts.
 */
final class Phase {
    private static final int LOOK_MILLIS = 5;

    private final ServerProcess server;
    private final Client client;
    private final BooleanSupplier isInterrupted;
    private final Runnable tick;

    Phase(ServerProcess server, Client client, BooleanSupplier isInterrupted, Runnable tick) {
        this.server = server;
        this.client = client;
        this.isInterrupted = isInterrupted;
        this.tick = tick;
    }

    /** Waits for a duration; returns whether it passed. */
    boolean pass(Duration duration) throws InterruptedException {
        long begin = System.nanoTime();
        return until(
                () -> System.nanoTime() - begin >= duration.toNanos(), duration.multipliedBy(2));
    }

    /**
     * Waits until it is done.
     *
     * @param patience how long nothing may happen
     * @return whether it is done
     */
    boolean until(BooleanSupplier isDone, Duration patience) throws InterruptedException {
        Progress last = client.load().progress();
        long changed = System.nanoTime();
        while (!isDone.getAsBoolean()) {
            if (isInterrupted.getAsBoolean() || !server.isAlive() || !client.isRunning()) {
                return false;
            }
            Progress now = client.load().progress();
            if (!now.equals(last)) {
                last = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > patience.toNanos()) {
                return false;
            }
            tick.run();
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }
}
