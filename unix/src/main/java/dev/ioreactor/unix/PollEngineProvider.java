package dev.ioreactor.unix;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import java.io.IOException;

/** Provides the engine {@code poll}. */
public final class PollEngineProvider implements EngineProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PollEngineProvider() {}

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public int preference() {
        return 20;
    }

    @Override
    public String rationale() {
        return "any descriptor, but each wait costs time for every connection, idle ones too";
    }

    @Override
    public Availability availability() {
        return NativeAccess.ask(() -> Availability.yes("poll(2) works"));
    }

    @Override
    public Engine open(EngineConfig config) throws IOException {
        return PollEngine.open(config);
    }
}
