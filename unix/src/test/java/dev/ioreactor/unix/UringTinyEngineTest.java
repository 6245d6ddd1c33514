package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineContract;
import dev.ioreactor.tck.EngineUnderTest;

/**
 * The law of engines on queues that are always full: the submission queue has two places, the
 * completion queue four, and there are two receive buffers.
 */
final class UringTinyEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return UringVariant.underTest(
                new UringConfig(2, 4, 2, true, true, RingSetup.DEFERRED_DIRECT));
    }
}
