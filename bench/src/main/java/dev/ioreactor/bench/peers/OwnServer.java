package dev.ioreactor.bench.peers;

import dev.ioreactor.Reactor;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.net.Options;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Acceptor;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.unix.CpuAffinity;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * ioreactor, through its public API. System properties say what is done for latency: {@code spin}
 * (nanoseconds), {@code cpu} (the processor that the reactor's thread keeps to) and {@code
 * busyPoll} (microseconds of SO_BUSY_POLL, which accepted sockets inherit).
 */
final class OwnServer {
    private OwnServer() {}

    static int start(String engine, PeerServer.Mode mode, int port) throws Exception {
        int[] bound = new int[1];
        Acceptor acceptor =
                switch (mode) {
                    case ECHO -> peer -> (connection, bytes) -> connection.send(bytes);
                    case SOURCE -> peer -> new Source();
                    case SINK -> peer -> (connection, bytes) -> bytes.position(bytes.limit());
                };
        ReactorOptions options =
                ReactorOptions.defaults()
                        .engine(Engines.named(engine))
                        .spin(Duration.ofNanos(Long.getLong("spin", 0)));
        Integer cpu = Integer.getInteger("cpu");
        Reactor.start(
                cpu == null ? options : options.threads(CpuAffinity.pinned("reactor", cpu)),
                runtime -> bound[0] = runtime.listen(address(port), acceptor).port());
        return bound[0];
    }

    private static Tcp address(int port) {
        Tcp address = Tcp.at("127.0.0.1", port);
        Integer busyPoll = Integer.getInteger("busyPoll");
        return busyPoll == null ? address : address.with(Options.BUSY_POLL, busyPoll);
    }

    /**
     * Sends until it is refused, and goes on when that has drained; pieces as large as a cycle may
     * send, which are not copied.
     */
    private static final class Source implements ConnectionHandler {
        private static final ByteBuffer BLOCK = ByteBuffer.allocateDirect(251 * 512);

        static {
            byte[] block = new byte[BLOCK.capacity()];
            PeerServer.fillStream(block, 0);
            BLOCK.put(block);
        }

        @Override
        public void opened(Connection connection) {
            pour(connection);
        }

        @Override
        public void drained(Connection connection) {
            pour(connection);
        }

        private static void pour(Connection connection) {
            while (connection.send(BLOCK.clear())) {
                // until the high watermark
            }
        }

        @Override
        public void bytes(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }
    }
}
