package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineContract;
import dev.ioreactor.tck.EngineUnderTest;

/** The engine on epoll, put to the law of engines. */
final class EpollEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return UnixFacts.engine("epoll");
    }
}
