package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.trace.Tracer;
import java.nio.ByteBuffer;

/** Counts what was given to connections, and tells what the kernel has taken of it by then. */
final class SentCounter implements Tracer {
    /** Bytes that connections have accepted. */
    int recorded;

    private int taken;

    @Override
    public void sent(ResourceId id, int bytes) {
        taken += bytes;
    }

    /** Sends the whole buffer; whether the kernel has taken of it before this returned. */
    boolean atOnce(Connection connection, ByteBuffer bytes) {
        int before = taken;
        bytes.clear();
        recorded += bytes.remaining();
        assertThat(connection.send(bytes)).isTrue();
        return taken > before;
    }
}
