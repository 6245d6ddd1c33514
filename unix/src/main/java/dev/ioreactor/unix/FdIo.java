package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;
import static dev.ioreactor.unix.libc.SocketConstants.SOCK_CLOEXEC;
import static dev.ioreactor.unix.libc.SocketConstants.SOCK_NONBLOCK;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import dev.ioreactor.engine.readiness.NonBlockingIo;
import dev.ioreactor.engine.readiness.ReadyHandle;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoVec;
import dev.ioreactor.unix.libc.LinuxSockets;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.MsgHdr;
import dev.ioreactor.unix.libc.RegularFiles;
import dev.ioreactor.unix.libc.SocketAddresses;
import dev.ioreactor.unix.libc.SocketConstants;
import dev.ioreactor.unix.libc.Sockets;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The non-blocking calls on descriptors, for every engine that waits for readiness. */
final class FdIo implements NonBlockingIo {
    /** The most pieces that one call gathers: IOV_MAX of Linux. */
    static final int MOST_VECTORS = 1_024;

    private final Arena arena = Arena.ofConfined();
    private final CallState state = new CallState();
    private final int receiveBytes;
    private final long receiveAddress;
    private final ByteBuffer received;
    private final DirectSends direct = new DirectSends(state);
    private final long vectors;
    private final long message;
    private @Nullable DatagramBatch datagrams; // null until the first datagram
    private boolean lendsKept; // whether what was received last is what the handle had kept

    FdIo(int receiveBufferBytes) {
        receiveBytes = receiveBufferBytes;
        receiveAddress = arena.allocate(receiveBufferBytes, 4_096).address();
        received = Memory.buffer(receiveAddress, receiveBufferBytes);
        direct.lends(received, receiveAddress);
        vectors = arena.allocate((long) MOST_VECTORS * IoVec.BYTES, 16).address();
        message = arena.allocate(MsgHdr.BYTES, 16).address();
    }

    CallState state() {
        return state;
    }

    @Override
    public boolean knows(ReadyHandle handle) {
        return handle instanceof FdHandle fd
                && fd.isOpen()
                && !fd.isOnRing()
                && fd.nonBlocking(true) == 0;
    }

    private static int fd(ReadyHandle handle) {
        return handle.descriptor();
    }

    @Override
    public int accept(ReadyHandle handle, Accept operation) {
        FdHandle listener = (FdHandle) handle;
        int kept = listener.takeAccepted();
        if (kept >= 0) {
            operation.accepted(FdHandle.owned(kept, false));
            return 0;
        }
        int result;
        do {
            result = LinuxSockets.accept4(state, fd(handle), 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
        } while (result == -Errno.EINTR);
        if (result < 0) {
            return result;
        }
        operation.accepted(FdHandle.owned(result, true));
        return 0;
    }

    @Override
    public int connect(ReadyHandle handle, SocketAddress remote) {
        int length = SocketAddresses.encode(remote, state.scratch());
        int result = Sockets.connect(state, fd(handle), state.scratch(), length);
        // An interrupted connect goes on by itself: connect(2).
        return result == -Errno.EINTR ? -Errno.EINPROGRESS : result;
    }

    @Override
    public int finishConnect(ReadyHandle handle) {
        int error =
                Sockets.getOption(
                        state, fd(handle), SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR);
        if (error != 0) {
            return error < 0 ? error : -error;
        }
        long lengthAddress = state.scratch();
        Memory.putInt(lengthAddress, 128);
        int peer = Sockets.getPeerName(state, fd(handle), lengthAddress + 8, lengthAddress);
        return peer == -Errno.ENOTCONN ? -Errno.EINPROGRESS : Math.min(peer, 0);
    }

    @Override
    public int receive(ReadyHandle handle) {
        int result;
        do {
            result = LinuxSockets.recv(state, fd(handle), receiveAddress, receiveBytes, 0);
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public ByteBuffer received() {
        return received;
    }

    @Override
    public int send(ReadyHandle handle, Send operation) {
        Chunk first = operation.first();
        int bytes = operation.bytes();
        int result;
        do {
            result =
                    bytes <= first.readableBytes()
                            ? LinuxSockets.send(
                                    state,
                                    fd(handle),
                                    first.address + first.begin,
                                    bytes,
                                    MSG_NOSIGNAL)
                            : sendGathering(fd(handle), first, bytes);
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public int sendNow(ReadyHandle handle, ByteBuffer bytes) {
        return direct.send(fd(handle), bytes);
    }

    private int sendGathering(int fd, Chunk first, int bytes) {
        int count = gather(vectors, first, bytes);
        MsgHdr.put(message, 0, 0, vectors, count);
        return Sockets.sendMsg(state, fd, message, MSG_NOSIGNAL);
    }

    /** Describes the first {@code bytes} of a chain in vectors; returns how many it took. */
    static int gather(long vectors, Chunk first, int bytes) {
        int left = bytes;
        int count = 0;
        for (Chunk chunk = first; chunk != null && left > 0; chunk = chunk.next) {
            if (count == MOST_VECTORS) {
                break;
            }
            int length = Math.min(left, chunk.readableBytes());
            IoVec.put(vectors + (long) count * IoVec.BYTES, chunk.address + chunk.begin, length);
            left -= length;
            count++;
        }
        return count;
    }

    @Override
    public int datagramsAtOnce() {
        return DatagramBatch.RECEIVES;
    }

    @Override
    public int receiveFrom(ReadyHandle handle, int limit) {
        lendsKept = ((FdHandle) handle).hasDatagramsAhead();
        if (lendsKept) {
            return 1;
        }
        return batch().receive(state, fd(handle), limit, MSG_DONTWAIT);
    }

    @Override
    public int lend(int index, ReceiveFrom operation) {
        if (lendsKept) {
            return ((FdHandle) operation.handle()).lendKept(operation);
        }
        return batch().lend(index, operation);
    }

    @Override
    public int sendTo(ReadyHandle handle, SendTo operation) {
        return batch().send(state, fd(handle), operation);
    }

    private DatagramBatch batch() {
        DatagramBatch batch = datagrams;
        if (batch == null) {
            batch = new DatagramBatch(arena, receiveBytes);
            datagrams = batch;
        }
        return batch;
    }

    @Override
    public int readAt(ReadyHandle handle, ReadAt operation) {
        Chunk target = operation.target();
        int result;
        do {
            result =
                    RegularFiles.pread(
                            state,
                            fd(handle),
                            target.address + target.end,
                            operation.count(),
                            operation.offset());
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public int writeAt(ReadyHandle handle, WriteAt operation) {
        Chunk source = operation.source();
        int result;
        do {
            result =
                    RegularFiles.pwrite(
                            state,
                            fd(handle),
                            source.address + source.begin,
                            source.readableBytes(),
                            operation.offset());
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public int sync(ReadyHandle handle, Sync operation) {
        int result;
        do {
            result =
                    operation.dataOnly()
                            ? RegularFiles.fdatasync(state, fd(handle))
                            : RegularFiles.fsync(state, fd(handle));
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public int shutdown(ReadyHandle handle) {
        return Sockets.shutdown(state, fd(handle), SocketConstants.SHUT_WR);
    }

    @Override
    public void close(ReadyHandle handle, Close.Mode mode) {
        if (mode != Close.Mode.RELEASE) {
            ((FdHandle) handle).close(state, mode == Close.Mode.ABORT);
        }
    }

    /** Frees the memory; the engine makes no more calls. */
    void release() {
        arena.close();
    }
}
