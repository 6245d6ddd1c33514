package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.LinuxSockets;
import dev.ioreactor.unix.libc.Memory;
import java.nio.ByteBuffer;

/**
 * Sends straight from direct buffers, as {@link Engine#sendNow} says, whatever mode the descriptor
 * is in. Confined to the engine's thread.
 */
final class DirectSends {
    private final CallState state;

    DirectSends(CallState state) {
        this.state = state;
    }

    int send(int fd, ByteBuffer bytes) {
        if (!bytes.isDirect()) {
            return -Errno.EAGAIN;
        }
        bytes.get(bytes.position()); // throws if the memory is not there any more
        long address = Memory.address(bytes);
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
}
