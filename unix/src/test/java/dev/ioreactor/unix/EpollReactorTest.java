package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineUnderTest;
import dev.ioreactor.tck.ReactorContract;

/** The engine on epoll, put to the promises to a service. */
final class EpollReactorTest extends ReactorContract {
    @Override
    public EngineUnderTest engine() {
        return UnixFacts.engine("epoll");
    }
}
