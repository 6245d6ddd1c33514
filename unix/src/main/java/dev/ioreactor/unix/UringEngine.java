package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_CQE_F_MORE;

import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.LimitedOperation;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Sockets;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.IoUringCqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives operations to the kernel and takes their completions by io_uring(7), with one call for
 * submitting and waiting.
 *
 * <p>One poll, in its order:
 *
 * <pre>
 *   start     write the entries of what was submitted and cancelled
 *   enter     submit them, and wait, but not if something was delivered or is left over
 *   harvest   deliver completions, at most so many; give lent buffers back
 * </pre>
 *
 * <p>What is left over beyond the limit comes first in the next poll, which then does not ask the
 * kernel for more. Descriptors are in blocking mode: on others the kernel does not wait.
 *
 * <p>Confined to the thread that first polls, except {@link #wake}.
 */
final class UringEngine implements Engine {
    /** Beyond this, 146 years, a timeout is none. */
    private static final long ENDLESS_NANOS = Long.MAX_VALUE / 2;

    /** Timer expired: errno(3). */
    private static final int ETIME = 62;

    /** How long closing waits before it cancels again. */
    private static final long CANCEL_INTERVAL_NANOS = 10_000_000;

    private final EngineConfig config;
    private final CallState state;
    private final Ring ring;
    private final BufferRing buffers;
    private final MessageArea messages;
    private final UringWake wake;
    private final UringDatagrams datagrams;
    private final UringOperations operations;
    private final UringSubmitter submitter;
    private final UringCompleter completer;
    private final DirectSends direct;
    private final RefusedEnters refused = new RefusedEnters();
    private final Sockets sockets = new FdSockets(false);
    private final ChunkMemory memory =
            Pages.quarantine() ? new QuarantineMemory() : new NativeMemory();

    private final boolean multishot;

    private int pollNumber;

    /** Whether starting operations used up the last poll, so that completions are next. */
    private boolean harvestFirst;

    private boolean closed;

    private UringEngine(
            EngineConfig config,
            CallState state,
            Ring ring,
            BufferRing buffers,
            MessageArea messages,
            UringWake wake,
            UringConfig sizes) {
        this.config = config;
        multishot = sizes.multishot();
        this.state = state;
        this.ring = ring;
        this.buffers = buffers;
        this.messages = messages;
        this.wake = wake;
        datagrams =
                new UringDatagrams(
                        state,
                        ring.descriptor(),
                        config.receiveBufferBytes(),
                        sizes.buffers(),
                        multishot && ring.setup().receivesMultishot());
        operations = new UringOperations(this);
        submitter =
                new UringSubmitter(
                        ring,
                        operations,
                        buffers,
                        messages,
                        datagrams,
                        state,
                        config.receiveBufferBytes());
        direct = new DirectSends(state);
        completer = new UringCompleter(operations, buffers, datagrams, direct);
    }

    static UringEngine open(EngineConfig config) throws IOException {
        return open(config, UringConfig.defaults(config.receiveBufferBytes()));
    }

    /** Opens an engine of given sizes; nothing is left open when it throws. */
    static UringEngine open(EngineConfig config, UringConfig sizes) throws IOException {
        CallState state = new CallState();
        Ring ring = Ring.open(state, sizes.entries(), sizes.completions(), sizes.setup());
        BufferRing buffers = null;
        MessageArea messages = null;
        try {
            buffers =
                    BufferRing.open(
                            state,
                            ring.descriptor(),
                            0,
                            sizes.buffers(),
                            config.receiveBufferBytes(),
                            sizes.inPieces());
            messages = new MessageArea(state);
            return new UringEngine(
                    config, state, ring, buffers, messages, new UringWake(state), sizes);
        } catch (IOException | RuntimeException e) {
            close(buffers, messages, ring);
            throw e;
        }
    }

    private static void close(
            @Nullable BufferRing buffers, @Nullable MessageArea messages, Ring ring) {
        if (buffers != null) {
            buffers.close();
        }
        if (messages != null) {
            messages.close();
        }
        ring.close();
    }

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public ChunkMemory memory() {
        return memory;
    }

    /** How the ring was set up. */
    RingSetup setup() {
        return ring.setup();
    }

    /** The ring, for tests. */
    Ring ring() {
        return ring;
    }

    boolean isClosed() {
        return closed;
    }

    /** The number of completions that came for operations which had ended. */
    long staleCompletions() {
        return completer.staleCount();
    }

    @Override
    public void submit(Operation operation) {
        requireOpen();
        operations.submit(operation);
    }

    @Override
    public void cancel(Operation operation) {
        operations.cancel(operation);
    }

    @Override
    public int sendNow(Handle handle, ByteBuffer bytes) {
        requireOpen();
        operations.attach(handle);
        return direct.send(handle.descriptor(), bytes);
    }

    @Override
    public int flush(CompletionSink sink) {
        requireOpen();
        enable();
        return start(sink, Integer.MAX_VALUE);
    }

    @Override
    public int poll(long timeoutNanos, CompletionSink sink) {
        requireOpen();
        enable();
        pollNumber++;
        wake.takeWoken(); // it ended the last poll
        int limit = config.completionsPerPoll();
        int delivered = harvestFirst ? 0 : start(sink, limit);
        harvestFirst = delivered >= limit;
        if (harvestFirst) {
            return delivered;
        }
        if (ring.head() != ring.tail()) {
            submit();
            return delivered + harvest(sink, limit - delivered);
        }
        boolean mayWait = delivered == 0 && timeoutNanos > 0;
        return delivered + await(mayWait ? timeoutNanos : 0, sink, limit - delivered);
    }

    /** Makes the calling thread the one of this engine. */
    private void enable() {
        if (ring.isEnabled()) {
            return;
        }
        ring.enable();
        if (multishot && RingProbe.limitsMultishotReceives(ring)) {
            submitter.receiveMultishot();
        }
    }

    /** Starts what has been submitted by now, at most until {@code limit} completions. */
    private int start(CompletionSink sink, int limit) {
        if (!wake.isArmed() && submitter.makeRoom()) {
            wake.arm(ring.entry());
        }
        submitter.startCancels();
        int delivered = 0;
        Operation last = operations.queue.last();
        while (last != null && delivered < limit && submitter.makeRoom()) {
            Operation next = operations.queue.take();
            if (next == null) {
                break;
            }
            delivered += submitter.start(next, sink);
            if (next == last) {
                break;
            }
        }
        return delivered;
    }

    private void submit() {
        if (ring.unsubmitted() > 0) {
            check(ring.submit());
            submitter.submitted();
        }
    }

    private int await(long timeoutNanos, CompletionSink sink, int limit) {
        boolean timed = timeoutNanos < ENDLESS_NANOS;
        long deadline = timed && timeoutNanos > 0 ? config.clock().nanos() + timeoutNanos : 0;
        long remainingNanos = timed ? timeoutNanos : Long.MAX_VALUE;
        while (true) {
            boolean paused = remainingNanos > 0 && pauseIfRefused(remainingNanos);
            boolean look = remainingNanos <= 0 || paused || mustLook();
            check(look ? ring.look() : ring.await(remainingNanos));
            submitter.submitted();
            int delivered = harvest(sink, limit);
            if (wake.takeWoken() || delivered > 0) {
                return delivered;
            }
            if (timed) {
                remainingNanos = timeoutNanos == 0 ? 0 : deadline - config.clock().nanos();
                if (remainingNanos <= 0) {
                    return 0;
                }
            }
            delivered = start(sink, limit);
            if (delivered > 0) {
                submit();
                return delivered + harvest(sink, limit - delivered);
            }
        }
    }

    /** Lets the kernel be for a moment if it refuses to be entered; whether it did. */
    private boolean pauseIfRefused(long limitNanos) {
        long pauseNanos = Math.min(refused.pauseNanos(), limitNanos);
        if (pauseNanos > 0) {
            wake.pause(pauseNanos);
        }
        return pauseNanos > 0;
    }

    /** What could not be started or told, or is kept by the kernel, must not wait for more. */
    private boolean mustLook() {
        return !operations.queue.isEmpty()
                || operations.hasCancels()
                || operations.quiets.isUrgent()
                || ring.overflowed();
    }

    /**
     * Ends the engine if an enter fails for good. What passes is tried again: a signal, a timeout,
     * the kernel's lack of memory, a queue of completions that is full. See {@link RefusedEnters}.
     */
    private void check(int result) {
        refused.note(result);
        if (isFatal(result)) {
            throw new IllegalStateException(
                    result == -Errno.EEXIST
                            ? "the engine io_uring was used on another thread before"
                            : "the wait of io_uring failed, " + Errno.describe(-result));
        }
    }

    private static boolean isFatal(int result) {
        return result < 0
                && result != -Errno.EINTR
                && result != -ETIME
                && !RefusedEnters.isRefusal(result);
    }

    /** Delivers what has ended, at most {@code limit}. */
    private int harvest(CompletionSink sink, int limit) {
        int delivered = harvestQueue(sink, limit);
        boolean allKnown =
                ring.head() == ring.tail() && ring.unsubmitted() == 0 && !ring.overflowed();
        return delivered + operations.quiets.complete(allKnown ? limit - delivered : 0, sink);
    }

    private int harvestQueue(CompletionSink sink, int limit) {
        int head = ring.head();
        int tail = ring.tail();
        int delivered = 0;
        try {
            while (head != tail && delivered < limit) {
                long completion = ring.completion(head);
                long word = IoUringCqe.userData(completion);
                Operation operation = word < 0 ? null : operations.table.find(word);
                if (operation instanceof LimitedOperation limited
                        && limited.hasEnough(pollNumber)) {
                    break;
                }
                head++;
                int flags = IoUringCqe.flags(completion);
                if (operation == null) {
                    takeOwn(word, flags);
                    continue;
                }
                int result = IoUringCqe.result(completion);
                delivered +=
                        completer.take(
                                operation, result, flags, pollNumber, limit - delivered, sink);
            }
        } finally {
            ring.advance(head);
            buffers.publish();
        }
        return delivered;
    }

    /** Takes a completion that belongs to no operation, or to none any more. */
    private void takeOwn(long word, int flags) {
        if (word == UringWake.WORD) {
            wake.completed((flags & IORING_CQE_F_MORE) != 0);
        } else if (word >= 0) {
            completer.drop(flags);
        }
    }

    @Override
    public void wake() {
        wake.wake();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean quiet = !ring.isEnabled() || awaitQuiet();
        wake.close();
        if (!quiet) {
            // The thread is the wrong one, or the ring is broken: what the kernel may still write
            // to is left to it for ever.
            return;
        }
        operations.abandon();
        datagrams.close();
        close(buffers, messages, ring);
    }

    /**
     * Cancels everything and waits until the kernel has nothing of ours any more.
     *
     * @return false if it will not say
     */
    private boolean awaitQuiet() {
        while (outstanding() > 0) {
            // Again and again: what is between two steps of its work is not found by a cancel.
            if (!operations.hasCancels()) {
                operations.cancelArmed();
                cancelWake();
            }
            submitter.startCancels();
            int before = outstanding();
            int result = ring.look();
            discard();
            if (outstanding() == before) {
                result = ring.await(CANCEL_INTERVAL_NANOS);
                discard();
            }
            refused.note(result);
            if (isFatal(result) || refused.areForEver()) {
                return false;
            }
            pauseIfRefused(CANCEL_INTERVAL_NANOS);
        }
        return true;
    }

    private int outstanding() {
        return operations.armedCount() + (wake.isArmed() ? 1 : 0);
    }

    private void cancelWake() {
        if (wake.isArmed() && submitter.makeRoom()) {
            submitter.cancel(UringWake.WORD);
        }
    }

    /** Takes completions without delivering them. */
    private void discard() {
        int head = ring.head();
        int tail = ring.tail();
        for (; head != tail; head++) {
            long completion = ring.completion(head);
            long word = IoUringCqe.userData(completion);
            int flags = IoUringCqe.flags(completion);
            Operation operation = word < 0 ? null : operations.table.find(word);
            if (operation == null) {
                takeOwn(word, flags);
            } else {
                discard(operation, IoUringCqe.result(completion), flags);
            }
        }
        ring.advance(head);
    }

    private void discard(Operation operation, int result, int flags) {
        if ((flags & IORING_CQE_F_MORE) == 0) {
            operations.disarmed(operation);
        }
        boolean polled = operation.engineHas(UringOperations.WAITING);
        if (operation instanceof Accept && result >= 0 && !polled) {
            Descriptors.close(state, result); // accepted by the kernel, and nobody will take it
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine io_uring is closed");
        }
    }
}
