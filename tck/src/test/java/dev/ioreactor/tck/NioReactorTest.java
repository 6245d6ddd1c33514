package dev.ioreactor.tck;

/** The portable engine of core, put to the promises to a service. */
final class NioReactorTest extends ReactorContract {
    @Override
    public EngineUnderTest engine() {
        return NioFacts.engine();
    }
}
