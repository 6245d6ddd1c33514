package dev.ioreactor.net;

import java.net.SocketOption;

/** Socket options beyond {@link java.net.StandardSocketOptions}. */
public final class Options {
    /**
     * Seconds for which a listener leaves a new connection in the kernel until its first bytes come
     * (TCP_DEFER_ACCEPT, Linux; ignored elsewhere). Source: tcp(7).
     */
    public static final SocketOption<Integer> DEFER_ACCEPT =
            new Option<>("TCP_DEFER_ACCEPT", Integer.class);

    /** Seconds of silence before the first keep-alive probe (TCP_KEEPIDLE). Source: tcp(7). */
    public static final SocketOption<Integer> KEEP_IDLE =
            new Option<>("TCP_KEEPIDLE", Integer.class);

    /** Seconds between keep-alive probes (TCP_KEEPINTVL). Source: tcp(7). */
    public static final SocketOption<Integer> KEEP_INTERVAL =
            new Option<>("TCP_KEEPINTVL", Integer.class);

    /** Unanswered keep-alive probes that end a connection (TCP_KEEPCNT). Source: tcp(7). */
    public static final SocketOption<Integer> KEEP_COUNT =
            new Option<>("TCP_KEEPCNT", Integer.class);

    /**
     * Milliseconds for which sent bytes may stay unacknowledged before the connection is timed out
     * (TCP_USER_TIMEOUT, Linux). Source: tcp(7), RFC 5482.
     */
    public static final SocketOption<Integer> USER_TIMEOUT =
            new Option<>("TCP_USER_TIMEOUT", Integer.class);

    /** Whether an IPv6 listener takes no IPv4 (IPV6_V6ONLY). Source: ipv6(7). */
    public static final SocketOption<Boolean> V6_ONLY = new Option<>("IPV6_V6ONLY", Boolean.class);

    /**
     * Microseconds of busy polling of the device queue on a receive (SO_BUSY_POLL, Linux). Source:
     * socket(7).
     */
    public static final SocketOption<Integer> BUSY_POLL =
            new Option<>("SO_BUSY_POLL", Integer.class);

    private Options() {}

    private record Option<T>(String name, Class<T> type) implements SocketOption<T> {
        @Override
        public String toString() {
            return name;
        }
    }
}
