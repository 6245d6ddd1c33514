package dev.ioreactor.engine;

import java.io.IOException;

/**
 * Finds out whether a kind of engine can be used on this machine, and opens it.
 *
 * <p>Found with {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface EngineProvider {
    /** The name that the engine is chosen by, such as {@code epoll}. */
    String name();

    /** Where it stands among the usable ones: {@link Engines#best} takes the highest. */
    int preference();

    /** One line that says why it stands there, for {@code doctor}. */
    String rationale();

    /** Whether it can be opened here and now, and if not, why and what would help. */
    Availability availability();

    /**
     * Opens an engine, to be used on the calling thread or handed to the one that will.
     *
     * @throws IOException if the system refuses
     */
    Engine open(EngineConfig config) throws IOException;
}
