package dev.ioreactor.unix;

import dev.ioreactor.buffer.LeaseGuard;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lends a copy in an arena that is closed when the call ends: the buffer, and every slice and
 * duplicate of it, throws {@link IllegalStateException} when it is used later.
 */
public final class ArenaLeaseGuard implements LeaseGuard {
    private @Nullable Arena arena; // of what is lent now; null between two calls

    /** For {@link java.util.ServiceLoader}. */
    public ArenaLeaseGuard() {}

    @Override
    @SuppressWarnings("MustBeClosedChecker") // takeBack closes it
    public ByteBuffer lend(ByteBuffer bytes) {
        Arena lease = Arena.ofConfined();
        arena = lease;
        ByteBuffer copy = lease.allocate(bytes.remaining()).asByteBuffer();
        copy.put(0, bytes, bytes.position(), bytes.remaining());
        return copy;
    }

    @Override
    public void takeBack(ByteBuffer lent) {
        Arena lease = arena;
        if (lease != null) {
            arena = null;
            lease.close();
        }
    }
}
