package dev.ioreactor.engine.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadinessEngineTest {
    private static final CompletionSink TO_OWNER =
            (operation, result, more) -> operation.owner().completed(operation, result, more);

    private final MemoryEngine engine = new MemoryEngine(100);
    private final MemoryHandle a = new MemoryHandle("a");
    private final MemoryHandle b = new MemoryHandle("b");

    /** Each completion, such as {@code Receive on a 5+}; the plus is for more to come. */
    private final List<String> log = new ArrayList<>();

    private final CompletionSink sink =
            (operation, result, more) -> {
                log.add(operation + " " + result + (more ? "+" : ""));
                operation.owner().completed(operation, result, more);
            };

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void submitDoesNothingBeforeTheNextFlush() {
        a.writes.add(3);
        engine.submit(send(a));
        assertThat(engine.io.calls).isZero();
        assertThat(engine.flush(sink)).isEqualTo(1);
        assertThat(log).containsExactly("Send on a 3");
    }

    @Test
    void sendThatHasToWaitIsTriedAgainWhenWritable() {
        engine.submit(send(a));
        assertThat(engine.poll(0, sink)).isZero();
        assertThat(engine.changes).containsExactly("a 0>2");
        a.writes.add(7);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Send on a 7");
        engine.poll(0, sink);
        assertThat(engine.changes).containsExactly("a 0>2", "a 2>0");
    }

    @Test
    void connectWaitsUntilItIsKnownHowItWent() {
        engine.submit(new Connect(a, new SocketAddress() {}, ReadinessEngineTest::ignore));
        engine.poll(0, sink);
        assertThat(log).isEmpty();
        a.writes.add(-Errno.ECONNREFUSED);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Connect on a -111");
    }

    @Test
    void operationSubmittedByTheSinkIsLeftToTheNextCall() {
        a.always = 1;
        Send send = send(a, this::submitAgain);
        engine.submit(send);
        assertThat(engine.flush(sink)).isEqualTo(1);
        assertThat(engine.flush(sink)).isEqualTo(1);
        assertThat(log).hasSize(2);
    }

    @Test
    void receiveLendsItsBytesDuringTheCompletionOnly() {
        List<Integer> lent = new ArrayList<>();
        Receive receive =
                new Receive(a, (op, result, more) -> lent.add(((Receive) op).data().remaining()));
        a.reads.add(9);
        engine.submit(receive);
        engine.poll(0, sink);
        assertThat(lent).containsExactly(9);
        assertThatThrownBy(receive::data).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void receiveEndsOnceAtTheEndOfStream() {
        Receive receive = receive(a);
        a.reads.addAll(List.of(5, 0));
        engine.submit(receive);
        engine.poll(0, sink);
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Receive on a 5+", "Receive on a 0");
        assertThat(receive.inFlight()).isFalse();
        assertThat(engine.reportsOn(a)).isFalse();
    }

    @Test
    void hotHandleIsReadOncePerPoll() {
        a.always = 1;
        b.reads.add(2);
        engine.submit(receive(a));
        engine.submit(receive(b));
        assertThat(engine.poll(0, sink)).isEqualTo(2);
        assertThat(log).containsExactly("Receive on a 1+", "Receive on b 2+");
    }

    @Test
    void operationCancelledInTheSameBatchGetsNothingButItsEnd() {
        Receive other = receive(b);
        engine.submit(new Receive(a, (op, result, more) -> engine.cancel(other)));
        engine.submit(other);
        a.reads.add(1);
        b.reads.add(2);
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Receive on a 1+", "Receive on b -125");
        assertThat(b.reads).containsExactly(2);
    }

    @Test
    void cancelledOperationEndsOnceHoweverOftenItIsCancelled() {
        Receive receive = receive(a);
        engine.submit(receive);
        engine.cancel(receive);
        engine.cancel(receive);
        engine.flush(sink);
        engine.cancel(receive);
        engine.flush(sink);
        assertThat(log).containsExactly("Receive on a -125");
    }

    @Test
    void interestIsToldOncePerPollAndOnlyIfItDiffers() {
        Receive receive = receive(a);
        engine.submit(receive);
        engine.poll(0, sink);
        engine.cancel(receive);
        engine.flush(sink);
        engine.submit(receive);
        engine.poll(0, sink);
        assertThat(engine.changes).containsExactly("a 0>1");
        engine.submit(send(a));
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(engine.changes).containsExactly("a 0>1", "a 1>3");
    }

    @Test
    void hangUpThatNobodyWaitsForIsNotEvenReported() {
        Receive receive = receive(a);
        engine.submit(receive);
        engine.poll(0, sink);
        engine.cancel(receive);
        a.condition = Ready.HANGUP;
        engine.flush(sink);
        engine.poll(1_000, sink);
        assertThat(engine.waits).containsExactly(0L, 1_000L);
        assertThat(engine.reportsOn(a)).isFalse();
    }

    @Test
    void refusedInterestFailsThatHandleAlone() {
        a.refusal = Errno.ENOSPC;
        engine.submit(receive(a));
        engine.submit(watch(a, Ready.READ, true));
        engine.submit(receive(b));
        engine.poll(1_000, sink);
        assertThat(log).containsExactly("Receive on a -28", "Ready on a -28");
        assertThat(engine.waits).containsExactly(0L);
        b.reads.add(4);
        engine.poll(0, sink);
        assertThat(log).last().isEqualTo("Receive on b 4+");
        a.refusal = 0;
        engine.submit(receive(a));
        engine.poll(0, sink);
        assertThat(engine.reportsOn(a)).isTrue();
    }

    @Test
    void handleClosedBehindOurBackFailsAlone() {
        a.condition = ReadinessEngine.INVALID;
        engine.submit(receive(a));
        engine.submit(receive(b));
        b.reads.add(4);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Receive on a -9", "Receive on b 4+");
        engine.poll(0, sink);
        assertThat(engine.reportsOn(a)).isFalse();
    }

    @Test
    void pollDeliversNoMoreThanItsLimitAndServesEachHandleInTurn() {
        MemoryEngine small = new MemoryEngine(2);
        int[] served = new int[7];
        for (int i = 0; i < served.length; i++) {
            MemoryHandle handle = new MemoryHandle("h" + i);
            handle.always = 1;
            int index = i;
            small.submit(new Receive(handle, (op, result, more) -> served[index]++));
            Ready watch = new Ready(handle, (op, result, more) -> served[index]++);
            watch.of(Ready.READ, true);
            small.submit(watch);
        }
        for (int poll = 0; poll < 7; poll++) {
            assertThat(small.poll(0, TO_OWNER)).isEqualTo(2);
        }
        assertThat(served).containsOnly(2);
        small.close();
    }

    @Test
    void hotListenerDoesNotExceedTheLimitOfThePoll() {
        MemoryEngine small = new MemoryEngine(10);
        a.always = 1;
        Accept accept = new Accept(a, (op, result, more) -> ((Accept) op).takeAccepted());
        small.submit(accept);
        assertThat(small.poll(0, sink)).isEqualTo(10);
        accept.limitPerPoll = 3;
        assertThat(small.poll(0, sink)).isEqualTo(3);
        small.close();
    }

    @Test
    void hotSubmissionsDoNotStarveReadyHandles() {
        MemoryEngine small = new MemoryEngine(2);
        a.always = 1;
        b.always = 1;
        small.submit(send(a, op -> small.submit(op)));
        small.submit(send(a, op -> small.submit(op)));
        small.submit(receive(b));
        for (int i = 0; i < 8; i++) {
            small.poll(1_000, sink);
        }
        assertThat(log).filteredOn("Receive on b 1+"::equals).hasSizeGreaterThanOrEqualTo(2);
        assertThat(log).filteredOn("Send on a 1"::equals).hasSizeGreaterThanOrEqualTo(6);
        assertThat(small.waits).containsOnly(0L);
        small.close();
    }

    @Test
    void interruptedWaitGoesOnForTheTimeThatIsLeft() {
        engine.interruptions.add(new MemoryEngine.Interruption(300, -Errno.EINTR, () -> {}));
        engine.interruptions.add(new MemoryEngine.Interruption(500, 0, () -> {}));
        assertThat(engine.poll(1_000, sink)).isZero();
        assertThat(engine.waits).containsExactly(1_000L, 700L, 200L);
        assertThat(engine.nanos()).isEqualTo(1_000);
    }

    @Test
    void endlessWaitStaysEndlessAfterAnInterruption() {
        engine.submit(receive(a));
        engine.interruptions.add(new MemoryEngine.Interruption(9, -Errno.EINTR, () -> {}));
        engine.interruptions.add(new MemoryEngine.Interruption(9, 0, () -> a.reads.add(1)));
        assertThat(engine.poll(Long.MAX_VALUE, sink)).isEqualTo(1);
        assertThat(engine.waits).containsOnly(Long.MAX_VALUE);
    }

    @Test
    void spuriousReadinessDoesNotEndAWait() {
        engine.submit(receive(a));
        engine.interruptions.add(
                new MemoryEngine.Interruption(
                        100, 0, () -> engine.reportSpuriously(a, Ready.READ)));
        assertThat(engine.poll(1_000, sink)).isZero();
        assertThat(engine.nanos()).isEqualTo(1_000);
        assertThat(log).isEmpty();
    }

    @Test
    void wakeEndsOneWait() {
        engine.wake();
        engine.poll(1_000, sink);
        assertThat(engine.nanos()).isZero();
        engine.poll(1_000, sink);
        assertThat(engine.nanos()).isEqualTo(1_000);
    }

    @Test
    void pollDoesNotWaitOnceItHasDelivered() {
        a.writes.add(1);
        engine.submit(send(a));
        engine.poll(1_000, sink);
        assertThat(engine.waits).containsExactly(0L);
    }

    @Test
    void failureOfTheWaitItselfEndsTheEngine() {
        engine.interruptions.add(new MemoryEngine.Interruption(0, -Errno.EBADF, () -> {}));
        assertThatThrownBy(() -> engine.poll(1_000, sink))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("EBADF");
    }

    @Test
    void hangUpWithoutProgressEndsTheOperationInsteadOfSpinning() {
        a.condition = Ready.HANGUP;
        engine.submit(receive(a));
        assertThat(engine.poll(Long.MAX_VALUE, sink)).isEqualTo(1);
        assertThat(log).containsExactly("Receive on a -5");
        assertThat(engine.io.calls).isBetween(2, 1_000);
    }

    @Test
    void hangUpWithProgressIsNoFailure() {
        a.condition = Ready.HANGUP;
        engine.submit(receive(a));
        for (int i = 0; i < 1_000; i++) {
            a.reads.add(1);
            engine.poll(0, sink);
        }
        assertThat(log).hasSize(1_000).containsOnly("Receive on a 1+");
    }

    @Test
    void bytesComeBeforeTheNewsOfAHangUp() {
        engine.submit(watch(a, Ready.HANGUP, false));
        engine.submit(receive(a));
        a.reads.add(8);
        a.condition = Ready.HANGUP;
        engine.poll(0, sink);
        assertThat(log).containsExactly("Receive on a 8+", "Ready on a 4");
    }

    @Test
    void levelIsReportedInEveryPollAndOneShotOnce() {
        engine.submit(watch(a, Ready.READ | Ready.WRITE, true));
        engine.submit(watch(b, Ready.READ, false));
        a.always = 1;
        b.always = 1;
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Ready on a 3+", "Ready on b 1", "Ready on a 3+");
    }

    @Test
    void failureOfAcceptIsFinal() {
        a.reads.addAll(List.of(0, -Errno.EMFILE, 0));
        engine.submit(new Accept(a, ReadinessEngineTest::ignore));
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Accept on a 0+", "Accept on a -24");
    }

    @Test
    void failureOfAnEarlierDatagramDoesNotEndReceiving() {
        a.reads.addAll(List.of(-Errno.ECONNREFUSED, 2, -Errno.EBADF));
        engine.submit(new ReceiveFrom(a, ReadinessEngineTest::ignore));
        engine.poll(0, sink);
        engine.poll(0, sink);
        engine.poll(0, sink); // fewer came than were asked for: what is next, the kernel says
        assertThat(log)
                .containsExactly(
                        "ReceiveFrom on a -111+",
                        "ReceiveFrom on a 0+",
                        "ReceiveFrom on a 1+",
                        "ReceiveFrom on a -9");
    }

    @Test
    void datagramsThatLeftTheKernelAreKeptAfterACancel() {
        a.reads.addAll(List.of(3, 3));
        engine.submit(new ReceiveFrom(a, (op, result, more) -> engine.cancel(op)));
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(log).containsExactly("ReceiveFrom on a 0+", "ReceiveFrom on a -125");
        assertThat(a.keptBytes).containsExactly(1, 2);
        assertThat(a.reads).containsExactly(3);
    }

    @Test
    void closeEndsWhatIsLeftAndIsTheLast() {
        engine.submit(receive(a));
        engine.submit(watch(a, Ready.READ, true));
        engine.poll(0, sink);
        engine.submit(close(a, Close.Mode.ABORT));
        a.reads.add(1);
        engine.poll(0, sink);
        engine.poll(0, sink);
        assertThat(log).containsExactly("Receive on a -125", "Ready on a -125", "Close on a 0");
        assertThat(a.closed).isEqualTo("ABORT");
        assertThat(engine.changes).containsExactly("a 0>1", "a 1>0");
    }

    @Test
    void operationBehindTheCloseOfItsHandleFails() {
        engine.submit(close(a, Close.Mode.CLOSE));
        engine.submit(receive(a));
        engine.flush(sink);
        assertThat(log).containsExactly("Close on a 0", "Receive on a -9");
    }

    @Test
    void handleClosedWhileItWaitsForItsTurnGetsNothing() {
        MemoryEngine small = new MemoryEngine(1);
        a.reads.add(1);
        b.reads.add(2);
        small.submit(receive(a));
        small.submit(receive(b));
        small.poll(0, sink);
        assertThat(log).containsExactly("Receive on a 1+");
        small.submit(close(b, Close.Mode.RELEASE));
        small.flush(sink);
        assertThat(log).containsExactly("Receive on a 1+", "Receive on b -125", "Close on b 0");
        MemoryEngine next = new MemoryEngine(1);
        MemoryHandle c = new MemoryHandle("c");
        c.reads.add(3);
        next.submit(receive(c));
        next.submit(watch(b, Ready.READ, true));
        next.poll(0, sink);
        assertThat(log).last().isEqualTo("Receive on c 3+");
        small.poll(0, sink);
        assertThat(log).last().isEqualTo("Receive on c 3+");
        next.poll(0, sink);
        assertThat(log).last().isEqualTo("Ready on b 1+");
        next.close();
        small.close();
    }

    @Test
    void releasedHandleCanGoToAnotherEngineAndNoSooner() {
        MemoryEngine other = new MemoryEngine(10);
        engine.submit(watch(a, Ready.READ, true));
        engine.poll(0, sink);
        assertThatThrownBy(() -> other.submit(receive(a)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another engine has it: a");
        engine.submit(close(a, Close.Mode.RELEASE));
        engine.poll(0, sink);
        a.reads.add(6);
        other.submit(receive(a));
        other.poll(0, sink);
        assertThat(log).last().isEqualTo("Receive on a 6+");
        assertThat(a.isOpen()).isTrue();
        other.close();
    }

    @Test
    void secondOperationOfItsKindIsRefusedBeforeItDoesAnything() {
        engine.submit(send(a));
        engine.submit(receive(a));
        engine.submit(watch(a, Ready.READ, true));
        engine.poll(0, sink);
        a.writes.add(5);
        engine.submit(send(a));
        engine.submit(receive(a));
        engine.submit(watch(a, Ready.READ, true));
        engine.flush(sink);
        assertThat(log).containsExactly("Send on a -16", "Receive on a -16", "Ready on a -16");
        assertThat(a.writes).containsExactly(5);
    }

    @Test
    void operationInFlightCannotBeSubmitted() {
        Receive receive = receive(a);
        engine.submit(receive);
        assertThatThrownBy(() -> engine.submit(receive)).isInstanceOf(IllegalStateException.class);
        engine.flush(sink);
        assertThatThrownBy(() -> engine.submit(receive)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeOfTheEngineMakesEverythingIdleAndDeliversNothing() {
        Receive waiting = receive(a);
        Send cancelled = send(a);
        Receive queued = receive(b);
        engine.submit(waiting);
        engine.submit(cancelled);
        engine.poll(0, sink);
        engine.cancel(cancelled);
        engine.submit(queued);
        engine.close();
        engine.close();
        assertThat(List.of(waiting.inFlight(), cancelled.inFlight(), queued.inFlight()))
                .containsOnly(false);
        assertThat(log).isEmpty();
        assertThat(engine.releases).isEqualTo(1);
        assertThat(a.isOpen()).isTrue();
        assertThatThrownBy(() -> engine.poll(0, sink)).isInstanceOf(IllegalStateException.class);
        MemoryEngine other = new MemoryEngine(1);
        other.submit(waiting);
        other.close();
    }

    private void submitAgain(Operation operation) {
        engine.submit(operation);
    }

    private Send send(Handle handle) {
        return send(handle, operation -> {});
    }

    private static Send send(Handle handle, Consumer<Operation> whenDone) {
        Send send = new Send(handle, (operation, result, more) -> whenDone.accept(operation));
        Chunk chunk = ChunkMemory.direct().allocate(16);
        chunk.end = 16;
        send.of(chunk, 16);
        return send;
    }

    private static Receive receive(Handle handle) {
        return new Receive(handle, ReadinessEngineTest::ignore);
    }

    private static Ready watch(Handle handle, int bits, boolean level) {
        Ready watch = new Ready(handle, ReadinessEngineTest::ignore);
        watch.of(bits, level);
        return watch;
    }

    private static Close close(Handle handle, Close.Mode mode) {
        Close close = new Close(handle, ReadinessEngineTest::ignore);
        close.of(mode);
        return close;
    }

    private static void ignore(Operation operation, int result, boolean more) {
        // The sink has noted it.
    }
}
