package dev.ioreactor.bench;

import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.Sockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An engine without a kernel, so that what is left is the cost of the runtime: some connections
 * arrive in its first poll, in each further one all of them have received a message, and what is
 * sent is taken whole by the flush.
 */
final class InstantEngine implements Engine, EngineProvider, Sockets {
    private final int connections;
    private final ByteBuffer message;
    private final List<Receive> receiving = new ArrayList<>();
    private final List<Operation> sending = new ArrayList<>();
    private @Nullable Accept accept; // null until somebody listens
    private int accepted;
    private long sentBytes;

    InstantEngine(int connections, int messageBytes) {
        this.connections = connections;
        message = ByteBuffer.allocateDirect(messageBytes);
    }

    /** What has been sent so far. */
    long sentBytes() {
        return sentBytes;
    }

    // ---- the engine

    @Override
    public String name() {
        return "instant";
    }

    @Override
    public Sockets sockets() {
        return this;
    }

    @Override
    public ChunkMemory memory() {
        return ChunkMemory.direct();
    }

    @Override
    public void submit(Operation operation) {
        operation.markSubmitted();
        if (operation instanceof Receive receive) {
            receiving.add(receive);
        } else if (operation instanceof Accept listener) {
            accept = listener;
        } else {
            sending.add(operation);
        }
    }

    @Override
    public void cancel(Operation operation) {
        operation.markCancelled(); // nothing is ever ended here but the whole benchmark
    }

    @Override
    public int flush(CompletionSink sink) {
        int count = sending.size();
        for (int i = 0; i < count; i++) {
            Operation operation = sending.get(i);
            operation.markIdle();
            int bytes = operation instanceof Send send ? send.bytes() : 0;
            sentBytes += bytes;
            sink.complete(operation, bytes, false);
        }
        sending.clear();
        return count;
    }

    @Override
    public int poll(long timeoutNanos, CompletionSink sink) {
        Accept listener = accept;
        if (listener != null && accepted < connections) {
            accepted++;
            listener.accepted(new InstantHandle());
            sink.complete(listener, 0, true);
            return 1;
        }
        int count = receiving.size();
        for (int i = 0; i < count; i++) {
            Receive receive = receiving.get(i);
            receive.lend(message.clear());
            sink.complete(receive, message.capacity(), true);
            receive.lend(null);
        }
        return count;
    }

    @Override
    public void wake() {
        // its polls never wait
    }

    @Override
    public void close() {
        receiving.clear();
    }

    // ---- the provider

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public String rationale() {
        return "for benchmarks";
    }

    @Override
    public Availability availability() {
        return Availability.yes("no kernel is needed");
    }

    @Override
    public Engine open(EngineConfig config) {
        return this;
    }

    // ---- the handles

    @Override
    public Handle listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options) {
        return new InstantHandle();
    }

    @Override
    public Handle stream(
            SocketAddress remote,
            @Nullable SocketAddress local,
            Map<SocketOption<?>, Object> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Handle datagram(
            ProtocolFamily family,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote,
            Map<SocketOption<?>, Object> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Handle borrow(int descriptor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Handle borrow(SelectableChannel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean borrowsDescriptors() {
        return false;
    }

    @Override
    public boolean accepts(Handle handle) {
        return handle instanceof InstantHandle;
    }

    @Override
    public int descriptorLimit() {
        return Integer.MAX_VALUE;
    }

    /** A socket that is nothing. */
    private static final class InstantHandle extends Handle {
        private boolean open = true;

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public SocketAddress remoteAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
        }

        @Override
        public <T> void setOption(SocketOption<T> option, T value) {
            // there is nothing that it could change
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
            open = false;
        }
    }
}
