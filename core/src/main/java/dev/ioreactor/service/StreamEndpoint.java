package dev.ioreactor.service;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen or connect, and how: {@link Tcp} or {@link Unix}.
 *
 * <p>Immutable. The options of a listener are those of the connections that it accepts.
 */
public sealed interface StreamEndpoint permits Tcp, Unix {
    /** The address. */
    SocketAddress address();

    /** What a connecting socket is bound to first, null for any. */
    @Nullable SocketAddress local();

    /** How many connections the kernel keeps for a listener until they are accepted. */
    int backlog();

    /** How long connecting may take, null for {@link Limits#connectDeadline}. */
    @Nullable Duration connectDeadline();

    /** See {@link Connection#idleDeadline}; {@link Duration#ZERO} for none. */
    Duration idleDeadline();

    /** The socket options. */
    Map<SocketOption<?>, Object> options();
}
