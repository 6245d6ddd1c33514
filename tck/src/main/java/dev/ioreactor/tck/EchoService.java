package dev.ioreactor.tck;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.ReactorRuntime;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** An echo; an event is what was received at once. */
final class EchoService extends CountingService implements ConnectionHandler {
    @Override
    SocketAddress open(ReactorRuntime runtime) throws IOException {
        return TestReactor.address(
                runtime.listen(Transport.TCP4.anyEndpoint(), connection -> this));
    }

    @Override
    public void bytes(Connection connection, ByteBuffer bytes) {
        events++;
        connection.send(bytes);
    }
}
