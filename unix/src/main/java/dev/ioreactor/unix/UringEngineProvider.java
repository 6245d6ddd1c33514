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
        return preferenceOn(KernelRelease.current());
    }

    /** Above epoll where a receive can stay and yet be bounded: there it costs half as much. */
    static int preferenceOn(KernelRelease kernel) {
        return kernel.isAtLeast(6, 17) ? 35 : 25;
    }

    @Override
    public String rationale() {
        return "one call per cycle for all connections; first from Linux 6.17 on, where receives"
                + " need not be asked for again and again, before that behind epoll";
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
