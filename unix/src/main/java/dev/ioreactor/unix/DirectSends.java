package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.LinuxSockets;
import dev.ioreactor.unix.libc.Memory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends straight from direct buffers, as {@link Engine#sendNow} says, whatever mode the descriptor
 * is in.
 *
 * <p>To ask for a buffer's address makes an object where the compiler does not see that nobody
 * keeps it. So it is asked for once of the buffers that are sent again and again: the engine's own,
 * which an echo sends, and the last one of the user's, which a source sends. Confined to the
 * engine's thread.
 */
final class DirectSends {
    private final CallState state;

    private @Nullable ByteBuffer lent; // the engine's own, null before the first
    private long lentAddress;
    private WeakReference<ByteBuffer> last = new WeakReference<>(null);
    private long lastAddress;

    DirectSends(CallState state) {
        this.state = state;
    }

    /** Tells which buffer the engine lends, and the address of its index 0. */
    void lends(ByteBuffer buffer, long address) {
        lent = buffer;
        lentAddress = address;
    }

    int send(int fd, ByteBuffer bytes) {
        if (!bytes.isDirect()) {
            return -Errno.EAGAIN;
        }
        bytes.get(bytes.position()); // throws if the memory is not there any more
        long address = address(bytes) + bytes.position();
        int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
        int result;
        do {
            result = LinuxSockets.send(state, fd, address, bytes.remaining(), flags);
        } while (result == -Errno.EINTR);
        if (result > 0) {
            bytes.position(bytes.position() + result);
        }
        return result;
    }

    /** The address of index 0. */
    @SuppressWarnings("ReferenceEquality") // Equal bytes are somewhere else.
    private long address(ByteBuffer bytes) {
        if (bytes == lent) {
            return lentAddress;
        }
        if (!last.refersTo(bytes)) {
            last = new WeakReference<>(bytes);
            lastAddress = Memory.address(bytes) - bytes.position();
        }
        return lastAddress;
    }
}
