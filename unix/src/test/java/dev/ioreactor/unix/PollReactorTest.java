package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineUnderTest;
import dev.ioreactor.tck.ReactorContract;

/** The engine on poll, put to the promises to a service. */
final class PollReactorTest extends ReactorContract {
    @Override
    public EngineUnderTest engine() {
        return UnixFacts.engine("poll");
    }
}
