package dev.ioreactor.unix;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.tck.EngineUnderTest;
import java.io.IOException;
import java.util.Set;

/** The engine {@code io_uring} in other sizes and as older kernels have it. */
record UringVariant(UringConfig sizes) implements EngineProvider {
    static EngineUnderTest underTest(UringConfig sizes) {
        return new EngineUnderTest(
                new UringVariant(sizes), Set.of(UnixFacts.exemptionsOfRings()), 0);
    }

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public String rationale() {
        return "for tests";
    }

    @Override
    public Availability availability() {
        return Availability.yes("for tests");
    }

    @Override
    public Engine open(EngineConfig config) throws IOException {
        return UringEngine.open(config, sizes);
    }
}
