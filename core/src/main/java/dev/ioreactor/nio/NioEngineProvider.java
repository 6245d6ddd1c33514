package dev.ioreactor.nio;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import java.io.IOException;

/** Provides the engine {@code nio}, which works wherever Java does. Thread-safe. */
public final class NioEngineProvider implements EngineProvider {
    /** For {@link java.util.ServiceLoader}. */
    public NioEngineProvider() {}

    @Override
    public String name() {
        return NioEngine.NAME;
    }

    @Override
    public int preference() {
        return 10;
    }

    @Override
    public String rationale() {
        return "needs nothing but Java; costs more per event, and waits for channels only";
    }

    @Override
    public Availability availability() {
        return Availability.yes("java.nio is on every system");
    }

    @Override
    public Engine open(EngineConfig config) throws IOException {
        return new NioEngine(config);
    }
}
