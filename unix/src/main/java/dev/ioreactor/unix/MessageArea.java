package dev.ioreactor.unix;

import dev.ioreactor.engine.Send;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoVec;
import dev.ioreactor.unix.libc.MsgHdr;
import dev.ioreactor.unix.libc.SocketAddresses;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * Memory for messages and addresses that entries point to until they are submitted: the kernel
 * copies both then ({@code IORING_FEAT_SUBMIT_STABLE}), so that one area serves all connections.
 *
 * <p>Filled from the beginning; {@link #clear}ed when the kernel has taken all entries.
 */
final class MessageArea implements AutoCloseable {
    private static final int CAPACITY_BYTES = 256 << 10;
    private static final int HEADER_BYTES = 64;

    /** The most that one operation takes. */
    private static final int MOST_BYTES = HEADER_BYTES + FdIo.MOST_VECTORS * IoVec.BYTES;

    private final Pages pages;
    private int used;

    MessageArea(CallState state) throws IOException {
        pages = Pages.take(state, CAPACITY_BYTES);
    }

    boolean hasRoom() {
        return CAPACITY_BYTES - used >= MOST_BYTES;
    }

    void clear() {
        used = 0;
    }

    private long next(int bytes) {
        long address = pages.address() + used;
        used += (bytes + 15) & -16;
        return address;
    }

    /** Describes what a send is to gather; returns the address of the {@link MsgHdr}. */
    long gather(Send operation) {
        long message = next(HEADER_BYTES);
        long vectors = message + HEADER_BYTES;
        int count = FdIo.gather(vectors, operation.first(), operation.bytes());
        next(count * IoVec.BYTES);
        MsgHdr.put(message, 0, 0, vectors, count);
        return message;
    }

    /** Where the address is going to stand that {@link #putAddress} writes next. */
    long nextAddress() {
        return pages.address() + used;
    }

    /** Writes the address of a peer; returns its length. */
    int putAddress(SocketAddress peer) {
        int length = SocketAddresses.encode(peer, pages.address() + used);
        next(length);
        return length;
    }

    @Override
    public void close() {
        pages.close();
    }
}
