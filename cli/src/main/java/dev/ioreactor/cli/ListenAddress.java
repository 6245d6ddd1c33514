package dev.ioreactor.cli;

import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.net.UnixAddress;
import dev.ioreactor.service.StreamEndpoint;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.service.Unix;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * The addresses that the command line takes: {@code host:port}, {@code [v6]:port}, {@code :port}
 * for all interfaces, {@code unix:/path} and {@code unix:@name} for a name in Linux' abstract name
 * space.
 */
final class ListenAddress {
    private static final String UNIX = "unix:";
    private static final int MOST_PORT = 65_535;

    private ListenAddress() {}

    /**
     * Reads one; looks a name up.
     *
     * @throws Failure if it is none, or the name has no address
     */
    static StreamEndpoint parse(String text) throws Failure {
        return text.startsWith(UNIX) ? unix(text.substring(UNIX.length())) : tcp(text);
    }

    private static StreamEndpoint unix(String name) throws Failure {
        if (name.isEmpty() || name.equals("@")) {
            throw new Failure("no path behind 'unix:'");
        }
        try {
            return name.startsWith("@") ? Unix.atAbstract(name.substring(1)) : Unix.at(name);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static StreamEndpoint tcp(String text) throws Failure {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new Failure("no port in '" + text + "': use host:port, :port or unix:/path");
        }
        int port = port(text.substring(colon + 1), text);
        String host = text.substring(0, colon);
        if (host.isEmpty()) {
            return Tcp.at(new InetSocketAddress(port));
        }
        try {
            return Tcp.at(host(host, text), port);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static String host(String host, String text) throws Failure {
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 && !isBracketed) {
            throw new Failure("an IPv6 address stands in brackets, as in [::1]:7007: " + text);
        }
        return isBracketed ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String digits, String text) throws Failure {
        int port;
        try {
            port = Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new Failure("'" + digits + "' is no port in '" + text + "'", e);
        }
        if (port < 0 || port > MOST_PORT) {
            throw new Failure("port " + port + " is not between 0 and " + MOST_PORT);
        }
        return port;
    }

    /** The same endpoint with an idle deadline. */
    static StreamEndpoint idle(StreamEndpoint endpoint, Duration deadline) {
        return switch (endpoint) {
            case Tcp tcp -> tcp.idleDeadline(deadline);
            case Unix unix -> unix.idleDeadline(deadline);
        };
    }

    /** An address in the form that {@link #parse} takes. */
    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            String host = inet.getAddress().getHostAddress();
            return inet.getAddress() instanceof Inet6Address
                    ? "[" + host + "]:" + inet.getPort()
                    : host + ":" + inet.getPort();
        }
        assert address instanceof UnixAddress;
        return address.toString();
    }
}
