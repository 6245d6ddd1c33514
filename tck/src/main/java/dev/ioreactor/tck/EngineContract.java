package dev.ioreactor.tck;

import dev.ioreactor.engine.Engine;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The law of engines: what {@link Engine} asks of each of them, tested below the runtime.
 *
 * <p>To put an engine to it, extend this class and say which engine it is:
 *
 * <pre>{@code
 * final class EpollEngineTest extends EngineContract {
 *     public EngineUnderTest engine() {
 *         return EngineUnderTest.named("epoll");
 *     }
 * }
 * }</pre>
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class EngineContract
        implements OperationLaws,
                WakeLaws,
                WaitLaws,
                AcceptAndConnectLaws,
                ReceiveLaws,
                SendLaws,
                LateSendLaws,
                CloseLaws,
                ReadyLaws,
                DatagramLaws,
                FileLaws {
    /** For subclasses. */
    protected EngineContract() {}
}
