package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineContract;
import dev.ioreactor.tck.EngineUnderTest;

/** The law of engines with no more than Linux 6.12 has: joined buffers, but one-shot receives. */
final class UringOneShotEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return UringVariant.underTest(
                new UringConfig(256, 1_024, 16, true, false, RingSetup.DEFERRED_DIRECT));
    }
}
