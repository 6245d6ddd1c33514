package dev.ioreactor.tck;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The promises to a service and its handlers, tested on a whole reactor.
 *
 * <p>To put an engine to it, extend this class and say which engine it is, as with {@link
 * EngineContract}.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class ReactorContract
        implements ConnectionLaws,
                SendingCycleLaws,
                FlowLaws,
                LargeSendLaws,
                ConnectLaws,
                ListenerLaws,
                TimerLaws,
                CommandLaws,
                StopLaws,
                FailureLaws,
                FairnessLaws,
                UdpLaws,
                ResourceLaws,
                ClosedDescriptorLaws,
                HandoverLaws,
                ParityLaws,
                LeakLaws,
                ExhaustionLaws,
                AllocationLaws {
    /** For subclasses. */
    protected ReactorContract() {}
}
