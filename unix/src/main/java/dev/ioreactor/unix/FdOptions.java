package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.IPPROTO_IP;
import static dev.ioreactor.unix.libc.SocketConstants.IPPROTO_IPV6;
import static dev.ioreactor.unix.libc.SocketConstants.SOL_SOCKET;
import static dev.ioreactor.unix.libc.SocketConstants.SOL_TCP;

import dev.ioreactor.net.Options;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.GroupReq;
import dev.ioreactor.unix.libc.Linger;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.SocketAddresses;
import dev.ioreactor.unix.libc.SocketConstants;
import dev.ioreactor.unix.libc.Sockets;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Socket options by their Java names, as setsockopt(2) knows them. */
final class FdOptions {
    private record Name(int level, int number) {}

    private static final Map<SocketOption<?>, Name> NAMES =
            Map.ofEntries(
                    socket(StandardSocketOptions.SO_BROADCAST, SocketConstants.SO_BROADCAST),
                    socket(StandardSocketOptions.SO_KEEPALIVE, SocketConstants.SO_KEEPALIVE),
                    socket(StandardSocketOptions.SO_SNDBUF, SocketConstants.SO_SNDBUF),
                    socket(StandardSocketOptions.SO_RCVBUF, SocketConstants.SO_RCVBUF),
                    socket(StandardSocketOptions.SO_REUSEADDR, SocketConstants.SO_REUSEADDR),
                    socket(StandardSocketOptions.SO_REUSEPORT, SocketConstants.SO_REUSEPORT),
                    socket(StandardSocketOptions.SO_LINGER, SocketConstants.SO_LINGER),
                    socket(Options.BUSY_POLL, SocketConstants.SO_BUSY_POLL),
                    tcp(StandardSocketOptions.TCP_NODELAY, SocketConstants.TCP_NODELAY),
                    tcp(Options.DEFER_ACCEPT, SocketConstants.TCP_DEFER_ACCEPT),
                    tcp(Options.KEEP_IDLE, SocketConstants.TCP_KEEPIDLE),
                    tcp(Options.KEEP_INTERVAL, SocketConstants.TCP_KEEPINTVL),
                    tcp(Options.KEEP_COUNT, SocketConstants.TCP_KEEPCNT),
                    tcp(Options.USER_TIMEOUT, SocketConstants.TCP_USER_TIMEOUT),
                    Map.entry(
                            Options.V6_ONLY, new Name(IPPROTO_IPV6, SocketConstants.IPV6_V6ONLY)));

    /** Options whose number depends on the socket's family: IPv4's, then IPv6's. */
    private static final Map<SocketOption<?>, Name[]> NAMES_BY_FAMILY =
            Map.of(
                    StandardSocketOptions.IP_TOS,
                    names(SocketConstants.IP_TOS, SocketConstants.IPV6_TCLASS),
                    StandardSocketOptions.IP_MULTICAST_TTL,
                    names(SocketConstants.IP_MULTICAST_TTL, SocketConstants.IPV6_MULTICAST_HOPS),
                    StandardSocketOptions.IP_MULTICAST_LOOP,
                    names(SocketConstants.IP_MULTICAST_LOOP, SocketConstants.IPV6_MULTICAST_LOOP),
                    StandardSocketOptions.IP_MULTICAST_IF,
                    names(SocketConstants.IP_MULTICAST_IF, SocketConstants.IPV6_MULTICAST_IF));

    private FdOptions() {}

    private static Map.Entry<SocketOption<?>, Name> socket(SocketOption<?> option, int number) {
        return Map.entry(option, new Name(SOL_SOCKET, number));
    }

    private static Map.Entry<SocketOption<?>, Name> tcp(SocketOption<?> option, int number) {
        return Map.entry(option, new Name(SOL_TCP, number));
    }

    private static Name[] names(int v4, int v6) {
        return new Name[] {new Name(IPPROTO_IP, v4), new Name(IPPROTO_IPV6, v6)};
    }

    static void set(CallState state, int fd, SocketOption<?> option, @Nullable Object value)
            throws IOException {
        Name name = name(state, fd, option);
        long at = state.scratch();
        int length = Integer.BYTES;
        if (option.equals(StandardSocketOptions.SO_LINGER)) {
            int seconds = value instanceof Integer number ? number : -1;
            Linger.put(at, seconds >= 0, Math.max(seconds, 0));
            length = Linger.BYTES;
        } else if (option.equals(StandardSocketOptions.IP_MULTICAST_IF)) {
            length = putInterface(at, name, (NetworkInterface) value);
        } else {
            Memory.putInt(at, number(option, value));
        }
        int result = Sockets.setSockOpt(state, fd, name.level(), name.number(), at, length);
        Errors.check(result, "set " + option + " to " + value);
    }

    private static int number(SocketOption<?> option, @Nullable Object value) {
        return switch (value) {
            case Integer number -> number;
            case Boolean on -> on ? 1 : 0;
            case null, default ->
                    throw new IllegalArgumentException(option + " cannot be " + value);
        };
    }

    /** IPv4 takes an ip_mreqn, of which only the index counts; IPv6 the index alone. */
    private static int putInterface(long at, Name name, @Nullable NetworkInterface on) {
        int index = on == null ? 0 : on.getIndex();
        if (name.level() == IPPROTO_IPV6) {
            Memory.putInt(at, index);
            return Integer.BYTES;
        }
        Memory.putLong(at, 0);
        Memory.putInt(at + 8, index);
        return 12;
    }

    static <T> T get(CallState state, int fd, SocketOption<T> option) throws IOException {
        Name name = name(state, fd, option);
        long lengthAddress = state.scratch();
        long at = lengthAddress + Long.BYTES;
        Memory.putInt(lengthAddress, 12);
        Memory.putLong(at, 0);
        Errors.check(
                Sockets.getSockOpt(state, fd, name.level(), name.number(), at, lengthAddress),
                "get " + option);
        return option.type().cast(value(option, at));
    }

    private static Object value(SocketOption<?> option, long at) throws IOException {
        int number = Memory.getInt(at);
        if (option.equals(StandardSocketOptions.SO_LINGER)) {
            return number == 0 ? -1 : Memory.getInt(at + Linger.OFFSET_L_LINGER);
        }
        if (option.equals(StandardSocketOptions.IP_MULTICAST_IF)) {
            throw new UnsupportedOperationException("IP_MULTICAST_IF can be set only");
        }
        return option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
    }

    private static Name name(CallState state, int fd, SocketOption<?> option) throws IOException {
        Name name = NAMES.get(option);
        if (name != null) {
            return name;
        }
        Name[] byFamily = NAMES_BY_FAMILY.get(option);
        if (byFamily == null) {
            throw new UnsupportedOperationException("no such option here: " + option);
        }
        return byFamily[family(state, fd) == SocketConstants.AF_INET6 ? 1 : 0];
    }

    private static int family(CallState state, int fd) throws IOException {
        return Errors.check(
                Sockets.getOption(state, fd, SOL_SOCKET, SocketConstants.SO_DOMAIN),
                "ask for the family");
    }

    /** Joins or leaves a multicast group: RFC 3678's protocol-independent options. */
    static void membership(
            CallState state, int fd, int action, InetAddress group, NetworkInterface on)
            throws IOException {
        long at = state.scratch();
        Memory.clear(at, GroupReq.BYTES);
        Memory.putInt(at + GroupReq.OFFSET_GR_INTERFACE, on.getIndex());
        SocketAddresses.encode(new InetSocketAddress(group, 0), at + GroupReq.OFFSET_GR_GROUP);
        int level = group instanceof Inet6Address ? IPPROTO_IPV6 : IPPROTO_IP;
        Errors.check(
                Sockets.setSockOpt(state, fd, level, action, at, GroupReq.BYTES),
                (action == SocketConstants.MCAST_JOIN_GROUP ? "join " : "leave ")
                        + group.getHostAddress()
                        + " on "
                        + on.getName());
    }
}
