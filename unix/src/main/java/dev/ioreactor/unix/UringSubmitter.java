package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_ACCEPT_MULTISHOT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_FSYNC_DATASYNC;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ACCEPT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ASYNC_CANCEL;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_CONNECT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_FSYNC;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_POLL_ADD;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_READ;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECV;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECVMSG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SEND;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SENDMSG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_WRITE;
import static dev.ioreactor.unix.libc.RingConstants.IORING_RECV_MULTISHOT;
import static dev.ioreactor.unix.libc.RingConstants.IOSQE_BUFFER_SELECT;
import static dev.ioreactor.unix.libc.RingConstants.IOSQE_CQE_SKIP_SUCCESS;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;
import static dev.ioreactor.unix.libc.SocketConstants.SHUT_WR;
import static dev.ioreactor.unix.libc.SocketConstants.SOCK_CLOEXEC;

import dev.ioreactor.buffer.Chunk;
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
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.PollConstants;
import dev.ioreactor.unix.libc.Sockets;

/**
 * Starts operations: writes the entry of each, or performs what needs no waiting by a call of its
 * own and ends it.
 *
 * <p>Shutting down and closing are calls: neither waits, and the ring would hand the former to a
 * thread of its own. Confined to the engine's thread.
 */
final class UringSubmitter {
    /** Cancels that one poll starts; fewer than the kernel can end in one enter. */
    static final int CANCELS_AT_ONCE = 16;

    private final Ring ring;
    private final UringOperations operations;
    private final BufferRing buffers;
    private final MessageArea messages;
    private final UringDatagrams datagrams;
    private final CallState state;

    /** A receive takes so many bytes at a time, and in all. */
    private final int receiveBytes;

    private boolean receivesMultishot;

    UringSubmitter(
            Ring ring,
            UringOperations operations,
            BufferRing buffers,
            MessageArea messages,
            UringDatagrams datagrams,
            CallState state,
            int receiveBytes) {
        this.ring = ring;
        this.operations = operations;
        this.buffers = buffers;
        this.messages = messages;
        this.datagrams = datagrams;
        this.state = state;
        this.receiveBytes = receiveBytes;
    }

    /**
     * Lets receives be multishot, where the kernel can limit the bytes of one: or else a peer that
     * sends without end would fill all buffers in one poll, whatever its owner wants.
     */
    void receiveMultishot() {
        receivesMultishot = true;
    }

    /**
     * Makes sure that one more operation can be started, by submitting if it must; false if the
     * kernel takes none now.
     */
    boolean makeRoom() {
        if (ring.room() > 0 && messages.hasRoom()) {
            return true;
        }
        submit();
        return ring.room() > 0 && messages.hasRoom();
    }

    private void submit() {
        ring.submit();
        submitted();
    }

    /** Notes that the kernel was entered: what it has taken needs its messages no more. */
    void submitted() {
        if (ring.unsubmitted() == 0) {
            messages.clear();
        }
    }

    /**
     * Writes the entries that cancel what was cancelled since the last time, or the next few of
     * them: what the kernel has cancelled and not ended yet is in the way of each further cancel,
     * and one enter ends no more than 20 (io_uring/io_uring.c, {@code IO_LOCAL_TW_DEFAULT_MAX}).
     */
    void startCancels() {
        int left = CANCELS_AT_ONCE;
        while (left > 0 && operations.hasCancels() && makeRoom()) {
            long word = operations.takeCancel();
            if (operations.table.find(word) != null) {
                cancel(word);
                left--;
            }
        }
    }

    /** Writes the entry that cancels what a word names; there must be room. */
    void cancel(long word) {
        put(IORING_OP_ASYNC_CANCEL, IOSQE_CQE_SKIP_SUCCESS, 0, -1, 0, word, 0, 0, UNHEARD);
    }

    /** The word of entries whose end nobody waits for. */
    static final long UNHEARD = -2;

    /** Starts an operation from the queue; returns the number of completions delivered. */
    int start(Operation operation, CompletionSink sink) {
        boolean begun = operation.engineIndex >= 0;
        if (operation.cancelled() && !(operation instanceof Close)) {
            return begun
                    ? operations.finish(operation, -Errno.ECANCELED, sink)
                    : operations.end(operation, -Errno.ECANCELED, sink);
        }
        if (!begun) {
            RingPlace place = operations.placeOf(operation);
            if (place == null) {
                // It stands behind the handle's close, which should have been the last.
                return operations.end(operation, -Errno.EBADF, sink);
            }
            if (operation instanceof Close close) {
                return close(place, close, sink);
            }
            if (!place.enter(operation)) {
                return operations.end(operation, -Errno.EBUSY, sink);
            }
            operations.table.add(operation);
        }
        if (operation.engineHas(UringOperations.WAITING)) {
            poll(operation, eventOf(operation));
            return 0;
        }
        return perform(operation, sink);
    }

    private static int eventOf(Operation operation) {
        return switch (operation) {
            case Send _, SendTo _, Connect _, WriteAt _ -> PollConstants.POLLOUT;
            case Ready watch -> PollBits.wanted(watch.interest());
            default -> PollConstants.POLLIN;
        };
    }

    private int perform(Operation operation, CompletionSink sink) {
        switch (operation) {
            case Send send -> send(send);
            case Receive receive -> receive(receive);
            case SendTo send -> {
                return sendTo(send, sink);
            }
            case ReceiveFrom receive -> {
                return receiveFrom(receive, sink);
            }
            case Accept accept -> {
                return accept(accept, sink);
            }
            case Ready watch -> poll(watch, PollBits.wanted(watch.interest()));
            case Connect connect -> connect(connect);
            case Shutdown shutdown -> {
                return operations.finish(shutdown, shutDown(shutdown), sink);
            }
            case ReadAt read -> read(read);
            case WriteAt write -> write(write);
            case Sync sync -> sync(sync);
            case Close _ -> throw new AssertionError("a close has no slot");
        }
        return 0;
    }

    private void put(
            int code,
            int flags,
            int priority,
            int fd,
            long offset,
            long address,
            int length,
            int operationFlags,
            long word) {
        Entry.put(
                ring.entry(),
                code,
                flags,
                priority,
                fd,
                offset,
                address,
                length,
                operationFlags,
                word,
                0,
                0);
    }

    private void put(
            Operation operation, int code, long offset, long address, int length, int codeFlags) {
        int fd = operation.handle().descriptor();
        put(code, 0, 0, fd, offset, address, length, codeFlags, operations.table.word(operation));
        operations.armed(operation);
    }

    private void send(Send operation) {
        boolean quiet = operation.successMayBeLate() && !operation.engineHas(UringOperations.LOUD);
        int entryFlags = quiet ? IOSQE_CQE_SKIP_SUCCESS : 0;
        int sendFlags = quiet ? QuietSends.SEND_FLAGS : MSG_NOSIGNAL;
        int fd = operation.handle().descriptor();
        long word = operations.table.word(operation);
        Chunk first = operation.first();
        int bytes = operation.bytes();
        if (bytes <= first.readableBytes()) {
            long address = first.address + first.begin;
            put(IORING_OP_SEND, entryFlags, 0, fd, 0, address, bytes, sendFlags, word);
        } else {
            long message = messages.gather(operation);
            put(IORING_OP_SENDMSG, entryFlags, 0, fd, 0, message, 1, sendFlags, word);
        }
        if (quiet) {
            operations.quiets.add(operation);
        } else {
            operations.armed(operation);
        }
    }

    private void receive(Receive operation) {
        int fd = operation.handle().descriptor();
        RingPlace place = operations.placeOf(operation);
        boolean multishot = receivesMultishot && place != null && !place.receivesOneShot(state, fd);
        Entry.put(
                ring.entry(),
                IORING_OP_RECV,
                IOSQE_BUFFER_SELECT,
                multishot ? IORING_RECV_MULTISHOT : 0,
                fd,
                0,
                0,
                receiveBytes,
                0,
                operations.table.word(operation),
                buffers.group(),
                multishot ? receiveBytes : 0);
        operations.armed(operation);
    }

    /** Hands out what was accepted too early for the last accept, then asks the kernel for more. */
    private int accept(Accept operation, CompletionSink sink) {
        FdHandle listener = (FdHandle) operation.handle();
        int delivered = 0;
        while (delivered < operation.limitPerPoll) {
            int kept = listener.takeAccepted();
            if (kept < 0) {
                acceptMore(operation);
                return delivered;
            }
            operation.accepted(FdHandle.owned(kept, false));
            sink.complete(operation, 0, true);
            delivered++;
            if (operation.cancelled()) {
                break;
            }
        }
        operations.again(operation);
        return delivered;
    }

    private void acceptMore(Accept operation) {
        put(
                IORING_OP_ACCEPT,
                0,
                IORING_ACCEPT_MULTISHOT,
                operation.handle().descriptor(),
                0,
                0,
                0,
                SOCK_CLOEXEC,
                operations.table.word(operation));
        operations.armed(operation);
    }

    /** Hands out what was received too early for the last receive, else asks the kernel. */
    private int receiveFrom(ReceiveFrom operation, CompletionSink sink) {
        FdHandle socket = (FdHandle) operation.handle();
        int delivered = 0;
        while (delivered < operation.limitPerPoll && !operation.cancelled()) {
            int length = socket.lendKept(operation);
            if (length < 0) {
                break;
            }
            sink.complete(operation, length, true);
            operation.lend(null, null, false);
            delivered++;
        }
        if (delivered > 0) {
            operations.again(operation);
        } else if (datagrams.receivesMultishot()) {
            receiveMore(operation);
        } else {
            poll(operation, PollConstants.POLLIN);
        }
        return delivered;
    }

    private void receiveMore(ReceiveFrom operation) {
        Entry.put(
                ring.entry(),
                IORING_OP_RECVMSG,
                IOSQE_BUFFER_SELECT,
                IORING_RECV_MULTISHOT,
                operation.handle().descriptor(),
                0,
                datagrams.template(),
                1,
                0,
                operations.table.word(operation),
                datagrams.group(),
                0);
        operations.armed(operation);
    }

    private void connect(Connect operation) {
        long address = messages.nextAddress();
        int length = messages.putAddress(operation.remote());
        put(operation, IORING_OP_CONNECT, length, address, 0, 0);
    }

    private void poll(Operation operation, int events) {
        put(operation, IORING_OP_POLL_ADD, 0, 0, 0, events);
    }

    private void read(ReadAt operation) {
        Chunk target = operation.target();
        long address = target.address + target.end;
        put(operation, IORING_OP_READ, operation.offset(), address, operation.count(), 0);
    }

    private void write(WriteAt operation) {
        Chunk source = operation.source();
        long address = source.address + source.begin;
        put(operation, IORING_OP_WRITE, operation.offset(), address, source.readableBytes(), 0);
    }

    private void sync(Sync operation) {
        int flags = operation.dataOnly() ? IORING_FSYNC_DATASYNC : 0;
        put(operation, IORING_OP_FSYNC, 0, 0, 0, flags);
    }

    private int sendTo(SendTo operation, CompletionSink sink) {
        int result = datagrams.send(operation);
        if (result == -Errno.EAGAIN) {
            operation.engineSet(UringOperations.WAITING);
            poll(operation, PollConstants.POLLOUT);
            return 0;
        }
        return operations.finish(operation, result, sink);
    }

    /** What was sent before goes before: a send that is still in our queue is submitted first. */
    private int shutDown(Shutdown operation) {
        RingPlace place = operations.placeOf(operation);
        if (place != null && place.isWriting()) {
            submit();
        }
        return Sockets.shutdown(state, operation.handle().descriptor(), SHUT_WR);
    }

    private int close(RingPlace place, Close operation, CompletionSink sink) {
        if (place.inFlight() > 0) {
            // None should be left; but if one is, it gets its completion first.
            operations.cancelAll(place);
            place.close = operation;
            return 0;
        }
        FdHandle handle = (FdHandle) operation.handle();
        handle.ringPlace = null;
        if (operation.mode() != Close.Mode.RELEASE) {
            handle.close(state, operation.mode() == Close.Mode.ABORT);
        }
        return operations.end(operation, 0, sink);
    }
}
