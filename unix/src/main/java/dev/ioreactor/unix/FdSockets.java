package dev.ioreactor.unix;

import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Sockets;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.ProcessConstants;
import dev.ioreactor.unix.libc.ResourceLimits;
import dev.ioreactor.unix.libc.SocketAddresses;
import dev.ioreactor.unix.libc.SocketConstants;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens descriptors for one engine, in the blocking mode that the engine needs. */
final class FdSockets implements Sockets {
    private final CallState state = new CallState();
    private final boolean nonBlocking;

    FdSockets(boolean nonBlocking) {
        this.nonBlocking = nonBlocking;
    }

    @Override
    public Handle listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        FdHandle handle = socket(SocketAddresses.family(local), SocketConstants.SOCK_STREAM);
        try {
            if (local instanceof InetSocketAddress) {
                handle.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            set(handle, options);
            bind(handle, local);
            int fd = handle.descriptor();
            Errors.check(
                    dev.ioreactor.unix.libc.Sockets.listen(state, fd, backlog),
                    "listen on " + local);
            return handle;
        } catch (IOException | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    @Override
    public Handle stream(
            SocketAddress remote,
            @Nullable SocketAddress local,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        FdHandle handle = socket(SocketAddresses.family(remote), SocketConstants.SOCK_STREAM);
        try {
            set(handle, options);
            if (local != null) {
                bindSource(handle, local);
            }
            return handle;
        } catch (IOException | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** A port chosen at connect(2) may serve many peers; one chosen at bind(2) serves one. */
    private void bindSource(FdHandle handle, SocketAddress local) throws IOException {
        if (local instanceof InetSocketAddress inet && inet.getPort() == 0) {
            dev.ioreactor.unix.libc.Sockets.setOption(
                    state,
                    handle.descriptor(),
                    SocketConstants.IPPROTO_IP,
                    SocketConstants.IP_BIND_ADDRESS_NO_PORT,
                    1); // an optimisation: where it is refused, binding works all the same
        }
        bind(handle, local);
    }

    @Override
    public Handle datagram(
            ProtocolFamily family,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        int number =
                family.equals(StandardProtocolFamily.INET6)
                        ? SocketConstants.AF_INET6
                        : SocketConstants.AF_INET;
        FdHandle handle = socket(number, SocketConstants.SOCK_DGRAM);
        try {
            set(handle, options);
            if (local != null) {
                bind(handle, local);
            }
            if (remote != null) {
                connect(handle, number, remote);
            }
            return handle;
        } catch (IOException | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** Connecting a datagram socket only notes the peer: it does not wait. */
    private void connect(FdHandle handle, int family, SocketAddress remote) throws IOException {
        int length = SocketAddresses.encode(remote, family, state.scratch());
        Errors.check(
                dev.ioreactor.unix.libc.Sockets.connect(
                        state, handle.descriptor(), state.scratch(), length),
                "connect to " + remote);
    }

    private FdHandle socket(int family, int type) throws IOException {
        int flags =
                SocketConstants.SOCK_CLOEXEC | (nonBlocking ? SocketConstants.SOCK_NONBLOCK : 0);
        int fd =
                Errors.check(
                        dev.ioreactor.unix.libc.Sockets.socket(state, family, type | flags, 0),
                        "open a socket");
        return FdHandle.owned(fd, nonBlocking);
    }

    private void set(FdHandle handle, Map<SocketOption<?>, Object> options) throws IOException {
        for (Map.Entry<SocketOption<?>, Object> entry : options.entrySet()) {
            FdOptions.set(state, handle.descriptor(), entry.getKey(), entry.getValue());
        }
    }

    private void bind(FdHandle handle, SocketAddress local) throws IOException {
        int length = SocketAddresses.encode(local, state.scratch());
        Errors.check(
                dev.ioreactor.unix.libc.Sockets.bind(
                        state, handle.descriptor(), state.scratch(), length),
                "bind to " + local);
    }

    @Override
    public Handle borrow(int descriptor) {
        if (descriptor < 0) {
            throw new IllegalArgumentException("descriptor " + descriptor);
        }
        return FdHandle.borrowed(descriptor);
    }

    @Override
    public Handle borrow(SelectableChannel channel) {
        throw new UnsupportedOperationException(
                "this engine waits for descriptors; a channel can be registered on the engine nio");
    }

    @Override
    public boolean borrowsDescriptors() {
        return true;
    }

    @Override
    public boolean accepts(Handle handle) {
        return handle instanceof FdHandle && handle.isOpen();
    }

    @Override
    public int descriptorLimit() {
        long soft = ResourceLimits.soft(state, ProcessConstants.RLIMIT_NOFILE);
        return soft < 0 ? Integer.MAX_VALUE : (int) Math.min(soft, Integer.MAX_VALUE);
    }
}
