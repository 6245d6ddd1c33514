package dev.ioreactor.buffer;

import java.nio.ByteBuffer;
import java.util.ServiceLoader;

/**
 * Checked mode's guard over lent buffers: makes any use after the call that they were lent for
 * visible.
 *
 * <p>Confined to the thread of the runtime. Costs an allocation per call: for tests and the
 * simulator.
 */
public interface LeaseGuard {
    /**
     * Gives a buffer with the remaining bytes of {@code bytes}, to be lent to one call; {@code
     * bytes} itself is left as it is.
     */
    ByteBuffer lend(ByteBuffer bytes);

    /** Takes back what {@link #lend} gave: from now on its use fails, or gives no real bytes. */
    void takeBack(ByteBuffer lent);

    /** The strictest guard that is to be had here. */
    static LeaseGuard strictest() {
        return ServiceLoader.load(LeaseGuard.class, LeaseGuard.class.getClassLoader())
                .findFirst()
                .orElseGet(PoisonGuard::new);
    }
}
