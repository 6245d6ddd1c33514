package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_CQE_F_BUFFER;
import static dev.ioreactor.unix.libc.RingConstants.IORING_CQE_F_MORE;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.readiness.DatagramErrors;
import java.nio.ByteBuffer;

/**
 * Turns what the kernel says about operations into their completions. Each method returns the
 * number of completions delivered. Confined to the engine's thread.
 */
final class UringCompleter {
    private final UringOperations operations;
    private final BufferRing buffers;
    private final UringDatagrams datagrams;
    private final DirectSends direct;

    private long staleCount;

    UringCompleter(
            UringOperations operations,
            BufferRing buffers,
            UringDatagrams datagrams,
            DirectSends direct) {
        this.operations = operations;
        this.buffers = buffers;
        this.datagrams = datagrams;
        this.direct = direct;
    }

    /** The number of completions whose operation had ended. */
    long staleCount() {
        return staleCount;
    }

    /** Drops a completion whose operation has ended, and what it brought. */
    void drop(int flags) {
        staleCount++;
        giveBack(flags);
    }

    private void giveBack(int flags) {
        if ((flags & IORING_CQE_F_BUFFER) != 0) {
            buffers.giveBack(flags);
        }
    }

    /**
     * Takes one completion.
     *
     * @param limit the most completions to deliver, where one brings several
     */
    int take(
            Operation operation,
            int result,
            int flags,
            int pollNumber,
            int limit,
            CompletionSink sink) {
        boolean more = (flags & IORING_CQE_F_MORE) != 0;
        if (!more) {
            operations.disarmed(operation);
        }
        if (operation.engineHas(UringOperations.WAITING)) {
            operation.engineClear(UringOperations.WAITING);
            return result < 0 ? failed(operation, result, sink) : again(operation);
        }
        return switch (operation) {
            case Receive receive -> receive(receive, result, flags, sink);
            case Accept accept -> accept(accept, result, more, pollNumber, sink);
            case Ready watch -> ready(watch, result, sink);
            case ReceiveFrom receive ->
                    datagrams.isMultishot()
                            ? datagram(receive, result, flags, pollNumber, sink)
                            : receiveFrom(receive, result, limit, sink);
            default ->
                    result < 0 ? failed(operation, result, sink) : finish(operation, result, sink);
        };
    }

    private int finish(Operation operation, int result, CompletionSink sink) {
        return operations.finish(operation, result, sink);
    }

    private int again(Operation operation) {
        operations.again(operation);
        return 0;
    }

    /** Ends an operation that failed, unless the kernel only asks to try again. */
    private int failed(Operation operation, int result, CompletionSink sink) {
        if (result == -Errno.EINTR) {
            return again(operation);
        }
        if (result == -Errno.EAGAIN) {
            // Somebody's non-blocking descriptor.
            operations.againWhenReady(operation);
            return 0;
        }
        return finish(operation, result, sink);
    }

    private int receive(Receive operation, int result, int flags, CompletionSink sink) {
        boolean more = (flags & IORING_CQE_F_MORE) != 0;
        if (result <= 0) {
            giveBack(flags);
            if (result == -Errno.ENOBUFS) {
                // All buffers are filled and not delivered yet: it goes on once they are back.
                return again(operation);
            }
            if (result == 0) {
                // The end is still there for the next receive: who cancelled does not want it yet.
                return finish(operation, operation.cancelled() ? -Errno.ECANCELED : 0, sink);
            }
            return failed(operation, result, sink);
        }
        if (!more) {
            operations.again(operation);
        }
        ByteBuffer filled = buffers.filled(flags, result);
        direct.lends(filled, buffers.address(flags));
        operation.lend(filled);
        sink.complete(operation, result, true);
        operation.lend(null);
        buffers.giveBack(flags);
        return 1;
    }

    private int accept(
            Accept operation, int result, boolean more, int pollNumber, CompletionSink sink) {
        if (result < 0) {
            return failed(operation, result, sink);
        }
        operation.countTaken(pollNumber);
        if (!more) {
            operations.again(operation);
        }
        if (operation.cancelled()) {
            ((FdHandle) operation.handle()).keepAccepted(result);
            return 0;
        }
        operation.accepted(FdHandle.owned(result, false));
        sink.complete(operation, 0, true);
        return 1;
    }

    private int ready(Ready operation, int result, CompletionSink sink) {
        if (result < 0) {
            return failed(operation, result, sink);
        }
        int bits = PollBits.found(result) & (operation.interest() | Ready.HANGUP | Ready.ERROR);
        if (bits == 0) {
            return again(operation);
        }
        if (!operation.level()) {
            return finish(operation, bits, sink);
        }
        sink.complete(operation, bits, true);
        operations.again(operation);
        return 1;
    }

    private int datagram(
            ReceiveFrom operation, int result, int flags, int pollNumber, CompletionSink sink) {
        if (result < 0) {
            return noDatagram(operation, result, sink);
        }
        if ((flags & IORING_CQE_F_MORE) == 0) {
            operations.again(operation); // after an empty one, and when there was no buffer left
        }
        int length = datagrams.lend(flags, result, operation);
        boolean wanted = !operation.cancelled();
        if (wanted) {
            operation.countTaken(pollNumber);
            sink.complete(operation, length, true);
        } else {
            ((FdHandle) operation.handle()).keepAhead(operation);
        }
        operation.lend(null, null, false);
        datagrams.giveBack(flags);
        return wanted ? 1 : 0;
    }

    private int noDatagram(ReceiveFrom operation, int result, CompletionSink sink) {
        if (result == -Errno.ENOBUFS) {
            // All buffers are filled and not delivered yet: it goes on once they are back.
            return again(operation);
        }
        if (result == -Errno.ENOMEM || !DatagramErrors.isAboutEarlierDatagram(-result)) {
            return failed(operation, result, sink); // at once it would lack memory again
        }
        operations.again(operation);
        sink.complete(operation, result, true);
        return 1;
    }

    /** Takes what there is, after the kernel has said that there is something. */
    private int receiveFrom(ReceiveFrom operation, int result, int limit, CompletionSink sink) {
        if (result < 0) {
            return failed(operation, result, sink);
        }
        int most = Math.min(limit, operation.limitPerPoll);
        int delivered = 0;
        while (delivered < most && !operation.cancelled()) {
            int asked = Math.min(most - delivered, DatagramBatch.RECEIVES);
            int count = datagrams.receive(operation, asked);
            if (count == -Errno.EAGAIN) {
                break;
            }
            if (count < 0) {
                if (!DatagramErrors.isAboutEarlierDatagram(-count)) {
                    return delivered + finish(operation, count, sink);
                }
                sink.complete(operation, count, true);
                delivered++;
                continue;
            }
            delivered += deliver(operation, count, sink);
            if (count < asked) {
                break; // that was all, or the next one is an error: the kernel will say so
            }
        }
        operations.again(operation);
        return delivered;
    }

    private int deliver(ReceiveFrom operation, int count, CompletionSink sink) {
        int delivered = 0;
        for (int i = 0; i < count; i++) {
            int length = datagrams.lend(i, operation);
            if (operation.cancelled()) {
                ((FdHandle) operation.handle()).keepAhead(operation);
            } else {
                sink.complete(operation, length, true);
                delivered++;
            }
            operation.lend(null, null, false);
        }
        return delivered;
    }
}
