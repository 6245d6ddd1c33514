package dev.ioreactor.tck;

/** What the groups of laws about reactors have in common: the engine under them. */
public interface ReactorLaws {
    /** The engine to be tested, and what it is known not to keep. */
    EngineUnderTest engine();
}
