package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineContract;
import dev.ioreactor.tck.EngineUnderTest;

/** The engine on poll, put to the law of engines. */
final class PollEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return UnixFacts.engine("poll");
    }
}
