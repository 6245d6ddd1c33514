package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineUnderTest;
import dev.ioreactor.tck.Exemption;

/** What the suite must know of the engine {@code io_uring}: its row in the engine matrix. */
final class UringFacts {
    private UringFacts() {}

    static EngineUnderTest engine() {
        return EngineUnderTest.named("io_uring").without(Exemption.CHANNELS);
    }
}
