package dev.ioreactor.unix;

import dev.ioreactor.unix.libc.Memory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The addresses of the direct buffers that were sent lately.
 *
 * <p>To ask for a buffer's address makes objects, unless the compiler sees that nobody keeps them,
 * which depends on what other kinds of buffers the program asks for. So it is asked for once of
 * each of the last {@value #KNOWN}, none of which this keeps from being collected: a program that
 * sends from more in turn has some objects made for each send. Confined to the engine's thread.
 */
final class DirectAddresses {
    /** How many buffers are known at a time. */
    static final int KNOWN = 16;

    private static final WeakReference<ByteBuffer> NONE = new WeakReference<>(null);

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of them
    private final WeakReference<ByteBuffer>[] buffers = new WeakReference[KNOWN];

    private final long[] addresses = new long[KNOWN];
    private int oldest;

    DirectAddresses() {
        Arrays.fill(buffers, NONE);
    }

    /** The address of the buffer's index 0. */
    long of(ByteBuffer direct) {
        for (int i = 0; i < KNOWN; i++) {
            if (buffers[i].refersTo(direct)) {
                return addresses[i];
            }
        }
        return learn(direct);
    }

    private long learn(ByteBuffer direct) {
        long address = Memory.address(direct) - direct.position();
        buffers[oldest] = new WeakReference<>(direct);
        addresses[oldest] = address;
        oldest = (oldest + 1) % KNOWN;
        return address;
    }
}
