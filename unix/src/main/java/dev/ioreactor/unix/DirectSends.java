package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.LinuxSockets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends straight from direct buffers, as {@link Engine#sendNow} says, whatever mode the descriptor
 * is in.
 *
 * <p>Where the engine's own buffer is, which an echo sends, the engine tells; where those of the
 * user's are is remembered. Confined to the engine's thread.
 */
final class DirectSends {
    private final CallState state;
    private final DirectAddresses addresses = new DirectAddresses();

    private @Nullable ByteBuffer lent; // the engine's own, null before the first
    private long lentAddress;

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
        return bytes == lent ? lentAddress : addresses.of(bytes);
    }
}
