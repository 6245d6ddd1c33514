package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineUnderTest;
import dev.ioreactor.tck.ReactorContract;

/** The engine {@code io_uring}, put to the promises to a service. */
final class UringReactorTest extends ReactorContract {
    @Override
    public EngineUnderTest engine() {
        return UnixFacts.engine("io_uring");
    }
}
