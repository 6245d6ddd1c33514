package dev.ioreactor.tck;

import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A service that allocates nothing itself and counts its events. */
abstract class CountingService implements Service<Void> {
    static final int WARM_UP_EVENTS = 40_000;
    static final int WARM_UP_WAITS = 20_000;
    static final int WINDOW_EVENTS = Scale.of(20_000, 1_000_000);
    static final int WINDOWS = 12;

    /** What the measuring itself may cost: less than one object in a window. */
    static final int SLACK_PER_MILLE_BYTES = 1;

    long events;
    private @Nullable SocketAddress address; // null until started

    @Override
    public final void started(ReactorRuntime runtime) throws IOException {
        address = open(runtime);
    }

    /** Opens what peers talk to, and returns its address. */
    abstract SocketAddress open(ReactorRuntime runtime) throws IOException;

    final SocketAddress address() {
        SocketAddress known = address;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known;
    }
}
