package dev.ioreactor.resource;

import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Ready;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a descriptor is ready cycle after cycle while its owner does nothing about it, which
 * would burn a core.
 *
 * <p>Costs a comparison per event until {@link #SUSPICIOUS} events have come in consecutive cycles;
 * from then on it asks the kernel before and after each callback how much there is to read. When
 * that does not change, or the descriptor has hung up or failed and there is nothing to read,
 * {@link #PATIENCE} times in a row, the resource is stuck. A descriptor that cannot tell what there
 * is to read is given the benefit of the doubt.
 */
final class ProgressWatch {
    private static final int SUSPICIOUS = 64;
    private static final int PATIENCE = 64;
    private static final int HOPELESS = 10;
    private static final long FIRST_QUARANTINE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_QUARANTINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long lastCycle = -2;
    private int consecutive;
    private int availableBefore;
    private int stuck;
    private int quarantines;

    void before(long cycle, Handle handle) {
        consecutive = cycle - lastCycle <= 1 ? consecutive + 1 : 0;
        lastCycle = cycle;
        if (consecutive >= SUSPICIOUS) {
            availableBefore = handle.availableBytes();
        }
    }

    boolean isStuckAfter(int bits, Handle handle) {
        if (consecutive < SUSPICIOUS) {
            return false;
        }
        int available = handle.availableBytes();
        boolean dead = (bits & (Ready.HANGUP | Ready.ERROR)) != 0 && available <= 0;
        boolean ignored =
                (bits & (Ready.READ | Ready.WRITE)) == Ready.READ
                        && available >= 0
                        && available == availableBefore;
        if (!dead && !ignored) {
            stuck = 0;
            quarantines = 0;
            return false;
        }
        if (++stuck < PATIENCE) {
            return false;
        }
        consecutive = 0;
        stuck = 0;
        quarantines++;
        return true;
    }

    boolean isHopeless() {
        return quarantines > HOPELESS;
    }

    long quarantineNanos() {
        return Math.min(
                LONGEST_QUARANTINE_NANOS, FIRST_QUARANTINE_NANOS << Math.min(quarantines, 20));
    }
}
