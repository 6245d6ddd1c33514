package dev.ioreactor.tck;

/** What the suite must know of the portable engine: its row in the engine matrix. */
final class NioFacts {
    private NioFacts() {}

    static EngineUnderTest engine() {
        return EngineUnderTest.named("nio")
                .without(
                        Exemption.DESCRIPTORS,
                        Exemption.HANGUP_WHILE_PAUSED,
                        Exemption.ABSTRACT_NAMES,
                        Exemption.FULL_UNIX_BACKLOG,
                        Exemption.FILES,
                        Exemption.CLOSING_NOTICED)
                .allocatingAtMost(256);
    }
}
