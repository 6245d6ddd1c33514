package dev.ioreactor.tck;

/** The portable engine of core, put to the law of engines. */
final class NioEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return NioFacts.engine();
    }
}
