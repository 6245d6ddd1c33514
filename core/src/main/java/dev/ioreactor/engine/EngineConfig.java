package dev.ioreactor.engine;

import dev.ioreactor.time.Clock;
import java.util.Objects;

/**
 * What an engine is opened with.
 *
 * @param clock what the engine measures waits with
 * @param completionsPerPoll the most completions that one {@link Engine#poll} delivers, 1 to 65,536
 * @param receiveBufferBytes capacity of the buffer that a receive lends, 512 to 1 MiB
 */
public record EngineConfig(Clock clock, int completionsPerPoll, int receiveBufferBytes) {
    /** Checks the limits. */
    public EngineConfig {
        Objects.requireNonNull(clock);
        if (completionsPerPoll < 1 || completionsPerPoll > 65_536) {
            throw new IllegalArgumentException("completionsPerPoll " + completionsPerPoll);
        }
        if (receiveBufferBytes < 512 || receiveBufferBytes > 1 << 20) {
            throw new IllegalArgumentException("receiveBufferBytes " + receiveBufferBytes);
        }
    }

    /** The defaults: the monotonic clock, 4,096 completions, 64 KiB. */
    public static EngineConfig defaults() {
        return new EngineConfig(Clock.monotonic(), 4_096, 64 << 10);
    }
}
