package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_TRUNC;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoVec;
import dev.ioreactor.unix.libc.LinuxSockets;
import dev.ioreactor.unix.libc.MMsgHdr;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.MsgHdr;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Several datagrams per system call: recvmmsg(2) and sendmmsg(2), with memory of their own. */
final class DatagramBatch {
    /** The most that one call receives. */
    static final int RECEIVES = 16;

    private static final int SENDS = 64;

    /** Neither waits, in whichever mode the descriptor is. */
    private static final int FLAGS = MSG_NOSIGNAL | MSG_DONTWAIT;

    private final int bufferBytes;
    private final Arena arena;
    private final ByteBuffer[] views = new ByteBuffer[RECEIVES];
    private long buffers; // 0 until the first receive, as the next three
    private long receiveHeaders;
    private long receiveVectors;
    private long receiveNames;
    private final long sendHeaders;
    private final long sendVectors;
    private final long sendNames;
    private final AddressCache addresses;

    DatagramBatch(Arena arena, int bufferBytes) {
        this.arena = arena;
        this.bufferBytes = bufferBytes;
        sendHeaders = arena.allocate((long) SENDS * MMsgHdr.BYTES, 64).address();
        sendVectors = arena.allocate((long) SENDS * IoVec.BYTES, 64).address();
        sendNames = names(arena, SENDS);
        addresses = new AddressCache(arena);
    }

    private static long names(Arena arena, int count) {
        return arena.allocate((long) count * AddressCache.ADDRESS_BYTES, 64).address();
    }

    private void takeMemoryToReceive() {
        buffers = arena.allocate((long) RECEIVES * bufferBytes, 64).address();
        for (int i = 0; i < RECEIVES; i++) {
            views[i] = Memory.buffer(buffers + (long) i * bufferBytes, bufferBytes);
        }
        receiveHeaders = arena.allocate((long) RECEIVES * MMsgHdr.BYTES, 64).address();
        receiveVectors = arena.allocate((long) RECEIVES * IoVec.BYTES, 64).address();
        receiveNames = names(arena, RECEIVES);
    }

    int receive(CallState state, int fd, int limit, int flags) {
        if (buffers == 0) {
            takeMemoryToReceive();
        }
        int count = Math.min(limit, RECEIVES);
        for (int i = 0; i < count; i++) {
            long vector = receiveVectors + (long) i * IoVec.BYTES;
            IoVec.put(vector, buffers + (long) i * bufferBytes, bufferBytes);
            MsgHdr.put(header(receiveHeaders, i), name(receiveNames, i), 128, vector, 1);
        }
        int result;
        do {
            result = LinuxSockets.recvMMsg(state, fd, receiveHeaders, count, flags, 0);
        } while (result == -Errno.EINTR);
        return result;
    }

    int lend(int index, ReceiveFrom operation) {
        long header = header(receiveHeaders, index);
        int length = MMsgHdr.length(header);
        int nameLength = MsgHdr.nameLength(header);
        ByteBuffer bytes = views[index].clear().limit(length).order(ByteOrder.BIG_ENDIAN);
        operation.lend(
                bytes,
                nameLength == 0 ? null : addresses.decode(name(receiveNames, index), nameLength),
                (MsgHdr.flags(header) & MSG_TRUNC) != 0);
        return length;
    }

    /** The Java form of an address that the kernel wrote. */
    SocketAddress decode(long address, int length) {
        return addresses.decode(address, length);
    }

    int send(CallState state, int fd, SendTo operation) {
        int family = -1;
        Chunk chunk = operation.first();
        int count = Math.min(operation.count(), SENDS);
        for (int i = 0; i < count; i++) {
            long vector = sendVectors + (long) i * IoVec.BYTES;
            IoVec.put(vector, chunk.address + chunk.begin, chunk.readableBytes());
            int nameLength = 0;
            if (chunk.attachment instanceof SocketAddress target) {
                family = family < 0 ? ((FdHandle) operation.handle()).family(state) : family;
                nameLength = addresses.encode(target, family, name(sendNames, i));
            }
            long name = nameLength == 0 ? 0 : name(sendNames, i);
            MsgHdr.put(header(sendHeaders, i), name, nameLength, vector, 1);
            Chunk next = chunk.next;
            if (next == null) {
                count = i + 1;
                break;
            }
            chunk = next;
        }
        return send(state, fd, count);
    }

    private int send(CallState state, int fd, int count) {
        int result;
        do {
            result = LinuxSockets.sendMMsg(state, fd, sendHeaders, count, FLAGS);
        } while (result == -Errno.EINTR);
        return result;
    }

    private static long header(long headers, int index) {
        return headers + (long) index * MMsgHdr.BYTES;
    }

    private static long name(long names, int index) {
        return names + (long) index * AddressCache.ADDRESS_BYTES;
    }
}
