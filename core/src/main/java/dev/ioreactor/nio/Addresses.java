package dev.ioreactor.nio;

import dev.ioreactor.net.UnixAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Translates between the addresses of the library and those of channels. */
final class Addresses {
    private Addresses() {}

    /** The family of an address that can be used here. */
    static ProtocolFamily family(SocketAddress address) throws UnknownHostException {
        return switch (address) {
            case UnixAddress _ -> StandardProtocolFamily.UNIX;
            case InetSocketAddress inet when inet.isUnresolved() ->
                    throw new UnknownHostException(
                            "no address is known for the name '" + inet.getHostString() + "'");
            case InetSocketAddress inet ->
                    inet.getAddress() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET;
            default -> throw new IllegalArgumentException("not an address for sockets: " + address);
        };
    }

    static SocketAddress toJdk(SocketAddress address) {
        if (!(address instanceof UnixAddress unix)) {
            return address;
        }
        if (unix.isAbstract()) {
            throw new UnsupportedOperationException(
                    "the nio engine has no abstract Unix addresses: use a path instead of "
                            + unix
                            + ", or the engine epoll or poll");
        }
        return UnixDomainSocketAddress.of(unix.path());
    }

    static @Nullable SocketAddress fromJdk(@Nullable SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? UnixAddress.ofPath(unix.getPath().toString())
                : address;
    }
}
