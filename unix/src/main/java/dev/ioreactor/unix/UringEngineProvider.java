package dev.ioreactor.unix;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import java.io.IOException;

/** Provides the engine {@code io_uring}. */
public final class UringEngineProvider implements EngineProvider {
    /** For {@link java.util.ServiceLoader}. */
    public UringEngineProvider() {}

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public int preference() {
        return 25;
    }

    @Override
    public String rationale() {
        return "one call per cycle, and files that do not block; below epoll where both work, since"
                + " administrators often forbid it";
    }

    @Override
    public Availability availability() {
        return NativeAccess.ask(() -> UringProbe.ofThisSystem().ask());
    }

    @Override
    public Engine open(EngineConfig config) throws IOException {
        return UringEngine.open(config);
    }
}
