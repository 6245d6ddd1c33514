package dev.ioreactor.unix;

import dev.ioreactor.tck.EngineContract;
import dev.ioreactor.tck.EngineUnderTest;

/** The law of engines with no more than Linux 5.19 has: one-shot receives, no deferred work. */
final class UringOldKernelEngineTest extends EngineContract {
    @Override
    public EngineUnderTest engine() {
        return UringVariant.underTest(
                new UringConfig(256, 1_024, 16, false, false, RingSetup.COOPERATIVE));
    }
}
