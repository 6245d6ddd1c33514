package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Calls that return what the script of their {@link MemoryHandle} says. */
final class MemoryIo implements NonBlockingIo {
    /** The number of calls made. */
    int calls;

    private final ByteBuffer received = ByteBuffer.allocateDirect(1_024);

    @Override
    public boolean knows(ReadyHandle handle) {
        return handle instanceof MemoryHandle;
    }

    @Override
    public int accept(ReadyHandle handle, Accept operation) {
        int result = read(handle);
        if (result >= 0) {
            operation.accepted(new MemoryHandle("accepted"));
        }
        return result;
    }

    @Override
    public int connect(ReadyHandle handle, SocketAddress remote) {
        int result = write(handle);
        return result == -Errno.EAGAIN ? -Errno.EINPROGRESS : result;
    }

    @Override
    public int finishConnect(ReadyHandle handle) {
        return connect(handle, new SocketAddress() {});
    }

    @Override
    public int receive(ReadyHandle handle) {
        int result = read(handle);
        if (result > 0) {
            received.put(0, (byte) result);
        }
        return result;
    }

    @Override
    public ByteBuffer received() {
        return received;
    }

    @Override
    public int send(ReadyHandle handle, Send operation) {
        return write(handle);
    }

    @Override
    public int sendNow(ReadyHandle handle, ByteBuffer bytes) {
        return -Errno.EAGAIN;
    }

    @Override
    public int datagramsAtOnce() {
        return 16;
    }

    @Override
    public int receiveFrom(ReadyHandle handle, int limit) {
        int result = read(handle);
        return result < 0 ? result : Math.min(result, limit);
    }

    @Override
    public int lend(int index, ReceiveFrom operation) {
        operation.lend(received.clear().limit(index), null, false);
        return index;
    }

    @Override
    public int sendTo(ReadyHandle handle, SendTo operation) {
        return write(handle);
    }

    @Override
    public int readAt(ReadyHandle handle, ReadAt operation) {
        return read(handle);
    }

    @Override
    public int writeAt(ReadyHandle handle, WriteAt operation) {
        return write(handle);
    }

    @Override
    public int sync(ReadyHandle handle, Sync operation) {
        return write(handle);
    }

    @Override
    public int shutdown(ReadyHandle handle) {
        return write(handle);
    }

    @Override
    public void close(ReadyHandle handle, Close.Mode mode) {
        if (mode != Close.Mode.RELEASE) {
            ((MemoryHandle) handle).closed = mode.name();
        }
    }

    private int read(ReadyHandle handle) {
        return next((MemoryHandle) handle, ((MemoryHandle) handle).reads);
    }

    private int write(ReadyHandle handle) {
        return next((MemoryHandle) handle, ((MemoryHandle) handle).writes);
    }

    private int next(MemoryHandle handle, ArrayDeque<Integer> script) {
        calls++;
        if (!script.isEmpty()) {
            return script.remove();
        }
        return handle.always != 0 ? handle.always : -Errno.EAGAIN;
    }
}
