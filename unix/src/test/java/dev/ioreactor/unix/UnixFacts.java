package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineUnderTest;
import dev.ioreactor.tck.Exemption;

/** What the suite must know of the engines on descriptors: their rows in the engine matrix. */
final class UnixFacts {
    private UnixFacts() {}

    static EngineUnderTest engine(String name) {
        return EngineUnderTest.named(name).without(Exemption.CHANNELS);
    }
}
