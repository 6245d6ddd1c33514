package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.engine.Shutdown;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Performs operations for a {@link ReadinessEngine}: at once where that can be, otherwise when
 * their handle is ready.
 *
 * <p>Each method returns the number of completions that it has delivered. Confined to the engine's
 * thread.
 */
final class Performer {
    /**
     * How often in a row a handle may be reported as failed or hung up while its operations would
     * still have to wait, before they are ended: such a report comes back at once, for ever.
     */
    private static final int FRUITLESS_LIMIT = 256;

    private static final int READ_PHASE = 0;
    private static final int WRITE_PHASE = 1;
    private static final int WATCH_PHASE = 2;

    private final ReadinessEngine engine;
    private final NonBlockingIo io;

    Performer(ReadinessEngine engine, NonBlockingIo io) {
        this.engine = engine;
        this.io = io;
    }

    NonBlockingIo io() {
        return io;
    }

    /** Starts an operation that was submitted, or ends one that was cancelled. */
    int start(Operation operation, CompletionSink sink) {
        ReadyHandle handle = (ReadyHandle) operation.handle();
        if (operation.cancelled()) {
            return finish(handle, operation, -Errno.ECANCELED, sink);
        }
        if (!engine.has(handle)) {
            // It stands behind the handle's close, which should have been the last.
            return finish(handle, operation, -Errno.EBADF, sink);
        }
        return switch (operation) {
            case Send send -> startWriting(handle, send, sink);
            case Receive receive -> startReading(handle, receive, sink);
            case Close close -> close(handle, close, sink);
            case SendTo send -> startWriting(handle, send, sink);
            case ReceiveFrom receive -> startTaking(handle, receive, sink);
            case Accept accept -> startTaking(handle, accept, sink);
            case Ready watch -> startWatching(handle, watch, sink);
            case Connect connect -> startWriting(handle, connect, sink);
            case Shutdown shutdown -> finish(handle, shutdown, io.shutdown(handle), sink);
            case ReadAt read -> finish(handle, read, io.readAt(handle, read), sink);
            case WriteAt write -> finish(handle, write, io.writeAt(handle, write), sink);
            case Sync sync -> finish(handle, sync, io.sync(handle, sync), sink);
        };
    }

    /**
     * Goes on with a ready handle, at most until {@code limit} completions: reading, then writing,
     * then whoever watches, so that bytes come before the news of a hang-up. After the last step
     * nothing is reported any more.
     */
    int advance(ReadyHandle handle, CompletionSink sink, int limit) {
        int bits = handle.reported;
        if ((bits & ReadinessEngine.INVALID) != 0) {
            handle.reported = 0;
            handle.phase = 0;
            return fail(handle, -Errno.EBADF, sink);
        }
        int delivered = 0;
        while (handle.phase <= WATCH_PHASE) {
            if (delivered >= limit) {
                handle.fruitless = -1;
                return delivered;
            }
            delivered += step(handle, bits, sink, limit - delivered);
        }
        handle.reported = 0;
        handle.phase = 0;
        if (delivered > 0) {
            handle.fruitless = -1;
        }
        return delivered + countFruitless(handle, bits, sink);
    }

    private int step(ReadyHandle handle, int bits, CompletionSink sink, int limit) {
        int phase = handle.phase++;
        if (phase == READ_PHASE) {
            int delivered = whenReadable(handle, bits, sink, limit);
            if (handle.writing == null && handle.watching == null) {
                handle.phase = WATCH_PHASE + 1; // nobody waits for the rest
            }
            return delivered;
        }
        return phase == WRITE_PHASE
                ? whenWritable(handle, bits, sink)
                : whenWatched(handle, bits, sink);
    }

    /** Ends every operation that waits on a handle with the same result. */
    int fail(ReadyHandle handle, int result, CompletionSink sink) {
        Operation reading = handle.reading;
        Operation writing = handle.writing;
        Ready watching = handle.watching;
        return failOne(handle, reading, result, sink)
                + failOne(handle, writing, result, sink)
                + failOne(handle, watching, result, sink);
    }

    /** Makes every operation that waits on a handle idle, without a completion. */
    void abandon(ReadyHandle handle) {
        abandon(handle, handle.reading);
        abandon(handle, handle.writing);
        abandon(handle, handle.watching);
    }

    /** The kernel does not report what it holds no longer: that is taken at once. */
    private int startTaking(ReadyHandle handle, Operation operation, CompletionSink sink) {
        boolean free = handle.reading == null;
        int delivered = startReading(handle, operation, sink);
        while (free && handle.hasTakenAhead() && operation.inFlight()) {
            if (operation.cancelled()) {
                break;
            }
            delivered +=
                    operation instanceof Accept accept
                            ? accept(handle, accept, sink, 1)
                            : receiveFrom(handle, (ReceiveFrom) operation, sink, 1);
        }
        return delivered;
    }

    private int startReading(ReadyHandle handle, Operation operation, CompletionSink sink) {
        if (handle.reading != null) {
            return finish(handle, operation, -Errno.EBUSY, sink);
        }
        handle.reading = operation;
        engine.change(handle);
        return 0;
    }

    /**
     * Makes the first attempt to write, and waits until the handle is writable if it is too soon.
     */
    private int startWriting(ReadyHandle handle, Operation operation, CompletionSink sink) {
        if (handle.writing != null) {
            return finish(handle, operation, -Errno.EBUSY, sink);
        }
        boolean waits;
        int result;
        if (operation instanceof Connect connect) {
            result = io.connect(handle, connect.remote());
            waits = result == -Errno.EINPROGRESS;
        } else {
            result = send(handle, operation);
            waits = result == -Errno.EAGAIN;
        }
        if (!waits) {
            return complete(operation, result, sink);
        }
        handle.writing = operation;
        engine.change(handle);
        return 0;
    }

    private int startWatching(ReadyHandle handle, Ready operation, CompletionSink sink) {
        if (handle.watching != null) {
            return finish(handle, operation, -Errno.EBUSY, sink);
        }
        handle.watching = operation;
        engine.change(handle);
        return 0;
    }

    private int close(ReadyHandle handle, Close operation, CompletionSink sink) {
        // None should be left; but if one is, it gets its completion all the same.
        int delivered = fail(handle, -Errno.ECANCELED, sink);
        engine.forget(handle, operation.mode());
        io.close(handle, operation.mode());
        return delivered + finish(handle, operation, 0, sink);
    }

    private int whenReadable(ReadyHandle handle, int bits, CompletionSink sink, int limit) {
        Operation operation = handle.reading;
        if (operation == null
                || operation.cancelled()
                || (bits & (Ready.READ | Ready.HANGUP | Ready.ERROR)) == 0) {
            return 0;
        }
        if (operation instanceof Receive receive) {
            return receive(handle, receive, sink);
        }
        if (operation instanceof Accept accept) {
            return accept(handle, accept, sink, Math.min(limit, accept.limitPerPoll));
        }
        ReceiveFrom receive = (ReceiveFrom) operation;
        return receiveFrom(handle, receive, sink, Math.min(limit, receive.limitPerPoll));
    }

    private int receive(ReadyHandle handle, Receive operation, CompletionSink sink) {
        int result = io.receive(handle);
        if (result == -Errno.EAGAIN) {
            return 0;
        }
        if (result <= 0) {
            return finish(handle, operation, result, sink);
        }
        ByteBuffer data = io.received();
        data.clear().limit(result).order(ByteOrder.BIG_ENDIAN);
        operation.lend(data);
        sink.complete(operation, result, true);
        operation.lend(null);
        return 1;
    }

    private int accept(ReadyHandle handle, Accept operation, CompletionSink sink, int limit) {
        int accepted = 0;
        while (accepted < limit && !operation.cancelled()) {
            int result = io.accept(handle, operation);
            if (result == -Errno.EAGAIN) {
                break;
            }
            if (result < 0) {
                return accepted + finish(handle, operation, result, sink);
            }
            sink.complete(operation, 0, true);
            accepted++;
        }
        return accepted;
    }

    private int receiveFrom(
            ReadyHandle handle, ReceiveFrom operation, CompletionSink sink, int limit) {
        int delivered = 0;
        while (delivered < limit && !operation.cancelled()) {
            int asked = Math.min(limit - delivered, io.datagramsAtOnce());
            int count = io.receiveFrom(handle, asked);
            if (count == -Errno.EAGAIN) {
                break;
            }
            if (count < 0) {
                return delivered + receiveFromFailed(handle, operation, count, sink);
            }
            assert count > 0;
            delivered += deliver(handle, operation, count, sink);
            if (count < asked) {
                break; // that was all, or the next one is an error: the kernel will say so
            }
        }
        return delivered;
    }

    private int deliver(ReadyHandle handle, ReceiveFrom operation, int count, CompletionSink sink) {
        int delivered = 0;
        for (int i = 0; i < count; i++) {
            int length = io.lend(i, operation);
            if (operation.cancelled()) {
                handle.keepAhead(operation); // it has left the kernel
            } else {
                sink.complete(operation, length, true);
                delivered++;
            }
            operation.lend(null, null, false);
        }
        return delivered;
    }

    private int receiveFromFailed(
            ReadyHandle handle, ReceiveFrom operation, int result, CompletionSink sink) {
        if (!DatagramErrors.isAboutEarlierDatagram(-result)) {
            return finish(handle, operation, result, sink);
        }
        sink.complete(operation, result, true);
        return 1;
    }

    private int whenWritable(ReadyHandle handle, int bits, CompletionSink sink) {
        Operation operation = handle.writing;
        if (operation == null
                || operation.cancelled()
                || (bits & (Ready.WRITE | Ready.HANGUP | Ready.ERROR)) == 0) {
            return 0;
        }
        int result =
                operation instanceof Connect ? io.finishConnect(handle) : send(handle, operation);
        boolean waits = result == -Errno.EAGAIN || result == -Errno.EINPROGRESS;
        return waits ? 0 : finish(handle, operation, result, sink);
    }

    private int send(ReadyHandle handle, Operation operation) {
        return operation instanceof Send send
                ? io.send(handle, send)
                : io.sendTo(handle, (SendTo) operation);
    }

    private int whenWatched(ReadyHandle handle, int bits, CompletionSink sink) {
        Ready operation = handle.watching;
        if (operation == null || operation.cancelled()) {
            return 0;
        }
        int result = bits & (operation.interest() | Ready.HANGUP | Ready.ERROR);
        if (result == 0) {
            return 0;
        }
        if (!operation.level()) {
            return finish(handle, operation, result, sink);
        }
        sink.complete(operation, result, true);
        return 1;
    }

    private int countFruitless(ReadyHandle handle, int bits, CompletionSink sink) {
        boolean cameOfIt = handle.fruitless < 0;
        if (cameOfIt || (bits & (Ready.HANGUP | Ready.ERROR)) == 0) {
            handle.fruitless = 0;
            return 0;
        }
        if (++handle.fruitless < FRUITLESS_LIMIT) {
            return 0;
        }
        handle.fruitless = 0;
        return fail(handle, -Errno.EIO, sink);
    }

    private int failOne(
            ReadyHandle handle, @Nullable Operation operation, int result, CompletionSink sink) {
        if (operation == null || operation.cancelled()) {
            return 0;
        }
        return finish(handle, operation, result, sink);
    }

    private static void abandon(ReadyHandle handle, @Nullable Operation operation) {
        if (operation != null) {
            handle.drop(operation);
            operation.markIdle();
        }
    }

    /** Delivers the final completion of an operation. */
    private int finish(ReadyHandle handle, Operation operation, int result, CompletionSink sink) {
        if (handle.drop(operation)) {
            engine.change(handle);
        }
        return complete(operation, result, sink);
    }

    /** The same for one that does not wait on its handle. */
    private static int complete(Operation operation, int result, CompletionSink sink) {
        operation.markIdle();
        sink.complete(operation, result, false);
        return 1;
    }
}
