package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineContract;
import dev.ioreactor.tck.EngineUnderTest;

/** The engine {@code io_uring}, put to the law of engines. */
final class UringEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return UnixFacts.engine("io_uring");
    }
}
