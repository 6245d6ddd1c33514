package dev.ioreactor.tck;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An echo that allocates nothing itself and counts its events. */
final class EchoService implements Service<Void>, ConnectionHandler {
    static final int CONNECTIONS = 8;
    static final int WARM_UP_EVENTS = 40_000;
    static final int WINDOW_EVENTS = Scale.of(20_000, 1_000_000);
    static final int WINDOWS = 12;

    /** What the measuring itself may cost: less than one object in a window. */
    static final int SLACK_PER_MILLE_BYTES = 1;

    long events;
    private @Nullable Listener listener; // null until started

    @Override
    public void started(ReactorRuntime runtime) throws IOException {
        listener = runtime.listen(Transport.TCP4.anyEndpoint(), connection -> this);
    }

    Listener listener() {
        Listener known = listener;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known;
    }

    @Override
    public void bytes(Connection connection, ByteBuffer bytes) {
        events++;
        connection.send(bytes);
    }
}
