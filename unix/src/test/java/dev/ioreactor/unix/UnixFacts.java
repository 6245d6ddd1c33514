package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineUnderTest;
import dev.ioreactor.tck.Exemption;

/** What the suite must know of the engines on descriptors: their rows in the engine matrix. */
final class UnixFacts {
    private UnixFacts() {}

    static EngineUnderTest engine(String name) {
        EngineUnderTest engine = EngineUnderTest.named(name);
        return switch (name) {
            case "poll" -> engine.without(Exemption.CHANNELS);
            case "epoll" -> engine.without(Exemption.CHANNELS, Exemption.CLOSING_NOTICED);
            case "io_uring" -> engine.without(exemptionsOfRings());
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Exemption[] exemptionsOfRings() {
        return new Exemption[] {
            Exemption.CHANNELS, Exemption.CLOSING_NOTICED, Exemption.CLOSING_ENDS_THE_FILE
        };
    }
}
