package dev.ioreactor.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class TimerAllocationTest {

    private static final int TIMERS = 1_000;
    private static final int CYCLES = 20_000;

    private final ManualClock clock = new ManualClock(0);
    private final TimerWheel wheel = new TimerWheel(clock);
    private final TimerWheel.FailureHandler failing =
            (timer, failure) -> {
                throw new AssertionError(failure);
            };
    private long fired;

    @Test
    void reschedulingAndRepeatingAllocateNothing() {
        Timer[] idle = new Timer[TIMERS];
        for (int i = 0; i < TIMERS; i++) {
            idle[i] = wheel.schedule(0, 30_000_000_000L, this::count);
            wheel.scheduleAtFixedRate(0, i, 1_000_000 + i, this::count);
            wheel.scheduleWithFixedDelay(0, i, 2_000_000 + i, this::count);
        }
        cycles(idle);
        fired = 0;

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        cycles(idle);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(fired).isGreaterThan(CYCLES);
        // The measurement itself may allocate a little; one byte for each firing would be far more.
        assertThat(allocated).isLessThan(1_024);
    }

    private void cycles(Timer[] idle) {
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            idle[cycle % TIMERS].rescheduleNanos(30_000_000_000L);
            clock.advance(wheel.delayToNextNanos(clock.nanos()));
            wheel.expire(clock.nanos(), 4_096, failing);
        }
    }

    private void count() {
        fired++;
    }
}
