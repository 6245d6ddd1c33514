package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.ReceiveFrom;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handle of {@link MemoryEngine}: what its calls will return, one after the other. */
final class MemoryHandle extends ReadyHandle {
    /** The results of reads; one that is empty would have to wait. */
    final ArrayDeque<Integer> reads = new ArrayDeque<>();

    /** The results of writes; one that is empty would have to wait. */
    final ArrayDeque<Integer> writes = new ArrayDeque<>();

    /** What each read and write returns beyond the queues, 0 for nothing. */
    int always;

    /** Bits that the kernel reports besides what follows from the queues, while registered. */
    int condition;

    /** The errno with which the kernel refuses to report about it, 0 if it does not. */
    int refusal;

    /** What the kernel has been asked to report. */
    int mask;

    /** The lengths of the datagrams that were kept for the next receive. */
    final List<Integer> keptBytes = new ArrayList<>();

    /** How it was closed, null while it is open. */
    @Nullable String closed;

    private final String name;

    MemoryHandle(String name) {
        this.name = name;
    }

    @Override
    protected void keepAhead(ReceiveFrom operation) {
        keptBytes.add(operation.data().remaining());
    }

    int readyBits() {
        int bits = condition;
        if (always != 0 || !reads.isEmpty()) {
            bits |= Ready.READ;
        }
        if (always != 0 || !writes.isEmpty()) {
            bits |= Ready.WRITE;
        }
        return bits;
    }

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    public boolean isOpen() {
        return closed == null;
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return null;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int availableBytes() {
        return 0;
    }

    @Override
    public int readBlocking(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeBlocking(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        closed = "directly";
    }

    @Override
    public String toString() {
        return name;
    }
}
