package dev.ioreactor.tck;

import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.time.Clock;

/** What the groups of laws about engines have in common: the engine. */
public interface EngineLaws {
    /** The engine to be tested, and what it is known not to keep. */
    EngineUnderTest engine();

    /** An engine that delivers few completions per poll. */
    static EngineConfig batchesOf(int completions) {
        return new EngineConfig(Clock.monotonic(), completions, 64 << 10);
    }

    /** An engine that lends small buffers. */
    static EngineConfig buffersOf(int bytes) {
        return new EngineConfig(Clock.monotonic(), 4_096, bytes);
    }
}
