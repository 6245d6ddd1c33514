package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.tck.LeakCheck;
import dev.ioreactor.unix.libc.IoUringSqe;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.RingConstants;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many cancels: the kernel walks over what it has cancelled and not ended yet, so that many at once
 * would take a time that grows with the square of their number, in one call.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class UringCancelTest {
    private static final int MANY = 10_000;

    /** What one enter ends on kernels that limit it. */
    private static final int ENDED_AT_ONCE = 20;

    private final List<Ready> watches = new ArrayList<>();
    private final List<Integer> results = new ArrayList<>();
    private final CompletionSink sink = (_, result, _) -> results.add(result);
    private UringEngine engine;
    private Handle silent;

    /** Entries that cancel, since the last look at it. */
    private int cancels;

    private int mostCancelsAtOnce;
    private int allCancels;

    @BeforeEach
    void armMany() throws IOException {
        engine = UringEngine.open(EngineConfig.defaults());
        engine.ring().inspect(this::count);
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        silent = engine.sockets().listen(local, 1, Map.of());
        for (int i = 0; i < MANY; i++) {
            Handle handle = engine.sockets().borrow(silent.descriptor());
            Ready watch = new Ready(handle, (_, _, _) -> {});
            watch.of(Ready.READ, false);
            watches.add(watch);
            engine.submit(watch);
        }
        poll();
        assertThat(results).isEmpty();
    }

    private void count(long entry) {
        int code = Memory.getInt(entry + IoUringSqe.OFFSET_OPCODE) & 0xff;
        cancels += code == RingConstants.IORING_OP_ASYNC_CANCEL ? 1 : 0;
    }

    private void poll() {
        engine.poll(0, sink);
        look();
    }

    private void look() {
        mostCancelsAtOnce = Math.max(mostCancelsAtOnce, cancels);
        allCancels += cancels;
        cancels = 0;
    }

    @AfterEach
    void close() {
        engine.close();
        silent.close();
    }

    @Test
    void aPollCancelsNoMoreThanOneEnterEnds() {
        watches.forEach(engine::cancel);
        while (results.size() < MANY) {
            poll();
        }
        assertThat(mostCancelsAtOnce).isBetween(1, ENDED_AT_ONCE);
        assertThat(results).containsOnly(-Errno.ECANCELED);
    }

    @Test
    void cancelsOfLaterPollsDoNotKeepEarlierOnesWaiting() {
        int next = 0;
        Ready first = watches.get(next++);
        Ready second = watches.get(next++);
        // From the last to the first, and each poll brings more than it takes.
        engine.cancel(first);
        engine.cancel(second);
        while (first.inFlight() && next < MANY / 2) {
            for (int i = 0; i < 2 * UringSubmitter.CANCELS_AT_ONCE; i++) {
                engine.cancel(watches.get(next++));
            }
            poll();
        }
        assertThat(first.inFlight()).isFalse();
    }

    @Test
    void closingCancelsEachOnce() {
        engine.close();
        look();
        // And the wake; a few may be cancelled again, because they had not ended yet.
        assertThat(allCancels).isBetween(MANY + 1, MANY + MANY / 10);
    }
}
