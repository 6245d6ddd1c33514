package dev.ioreactor.tck;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Tcp;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/** Sends as much as goes, in pieces that are not copied; an event is a piece. */
final class SourceService extends CountingService implements ConnectionHandler {
    private final ByteBuffer piece = ByteBuffer.allocateDirect(48 << 10);

    @Override
    SocketAddress open(ReactorRuntime runtime) throws IOException {
        return TestReactor.address(
                runtime.listen(
                        Tcp.at("127.0.0.1", 0)
                                .with(
                                        StandardSocketOptions.SO_SNDBUF,
                                        AllocationLaws.SOCKET_BUFFER_BYTES),
                        connection -> this));
    }

    @Override
    public void opened(Connection connection) {
        pour(connection);
    }

    @Override
    public void drained(Connection connection) {
        pour(connection);
    }

    private void pour(Connection connection) {
        do {
            events++;
        } while (connection.send(piece.clear()));
    }

    @Override
    public void bytes(Connection connection, ByteBuffer bytes) {
        bytes.position(bytes.limit());
    }
}
