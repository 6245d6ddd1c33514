package dev.ioreactor.tck;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.ReactorRuntime;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Sends as much as goes, in pieces that are not copied; an event is a piece. */
final class SourceService extends CountingService implements ConnectionHandler {
    private final ByteBuffer piece = ByteBuffer.allocateDirect(128 << 10);

    @Override
    SocketAddress open(ReactorRuntime runtime) throws IOException {
        return TestReactor.address(
                runtime.listen(Transport.TCP4.anyEndpoint(), connection -> this));
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
