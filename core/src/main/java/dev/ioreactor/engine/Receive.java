package dev.ioreactor.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Receives from a connected stream handle, multishot.
 *
 * <p>The engine lends a buffer only once there is data. A completion with {@code more} and a
 * positive result has that many bytes in {@link #data}, valid until the completion returns. Result
 * 0 is the end of stream, a negative one a failure; both are final. Where an engine ends a
 * multishot by itself while all is well, it starts it again by itself.
 */
public final class Receive extends Operation {
    private @Nullable ByteBuffer data;

    /** Receives from {@code handle}. */
    public Receive(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** For the engine alone: lends the bytes of the next completion, null to take them back. */
    public void lend(@Nullable ByteBuffer bytes) {
        data = bytes;
    }

    /** The bytes of the current completion, from position to limit. */
    public ByteBuffer data() {
        ByteBuffer bytes = data;
        if (bytes == null) {
            throw new IllegalStateException("no data is lent now");
        }
        return bytes;
    }
}
