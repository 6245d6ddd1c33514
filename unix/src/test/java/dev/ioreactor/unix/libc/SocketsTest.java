package dev.ioreactor.unix.libc;

import static dev.ioreactor.engine.Errno.EAGAIN;
import static dev.ioreactor.engine.Errno.EBADF;
import static dev.ioreactor.engine.Errno.ECONNREFUSED;
import static dev.ioreactor.engine.Errno.EINPROGRESS;
import static dev.ioreactor.unix.libc.SocketConstants.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.net.UnixAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the socket functions do on real sockets, and that their failures come as negative errno. */
class SocketsTest {
    private static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final CallState state = new CallState();
    private final Block block = Block.allocate(4096);
    private final long name = block.address();
    private final long lengthAddress = name + SocketAddresses.CAPACITY_BYTES;
    private final long out = block.address() + 1024;
    private final long in = block.address() + 2048;

    @AfterEach
    void free() {
        block.close();
    }

    @Test
    void bytesGoBothWaysOverAnAcceptedConnection() {
        try (Descriptor listener = listener();
                Descriptor client = socket(SOCK_STREAM)) {
            int length = SocketAddresses.encode(localAddress(listener), name);
            assertThat(Sockets.connect(state, client.fd(), name, length)).isZero();
            capacity();
            try (Descriptor server =
                    new Descriptor(
                            LinuxSockets.accept4(
                                    state,
                                    listener.fd(),
                                    name,
                                    lengthAddress,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC))) {
                assertThat(SocketAddresses.decodeInet(name)).isEqualTo(localAddress(client));
                assertThat(peerAddress(client)).isEqualTo(localAddress(server));
                assertThat(flags(server) & FileConstants.O_NONBLOCK).isNotZero();
                exchange(client, server);
                exchange(server, client);
                assertThat(Sockets.shutdown(state, client.fd(), SHUT_WR)).isZero();
                assertThat(receive(server)).as("end of stream").isZero();
                exchange(server, client);
            }
        }
    }

    @Test
    void plainAcceptTakesAConnectionToo() {
        try (Descriptor listener = listener();
                Descriptor client = socket(SOCK_STREAM)) {
            int length = SocketAddresses.encode(localAddress(listener), name);
            assertThat(Sockets.connect(state, client.fd(), name, length)).isZero();
            try (Descriptor server = new Descriptor(Sockets.accept(state, listener.fd(), 0, 0))) {
                assertThat(flags(server) & FileConstants.O_NONBLOCK).isZero();
                exchange(client, server);
            }
        }
    }

    @Test
    void nonBlockingSocketsSayThatTheyWouldBlock() {
        try (Descriptor listener = listener();
                Descriptor client = socket(SOCK_STREAM | SOCK_NONBLOCK)) {
            assertThat(LinuxSockets.accept4(state, listener.fd(), 0, 0, 0)).isEqualTo(-EAGAIN);
            int length = SocketAddresses.encode(localAddress(listener), name);
            assertThat(Sockets.connect(state, client.fd(), name, length)).isEqualTo(-EINPROGRESS);
        }
    }

    @Test
    void connectingToAClosedPortIsRefused() {
        InetSocketAddress closed;
        try (Descriptor listener = listener()) {
            closed = localAddress(listener);
        }
        try (Descriptor client = socket(SOCK_STREAM)) {
            int length = SocketAddresses.encode(closed, name);
            assertThat(Sockets.connect(state, client.fd(), name, length)).isEqualTo(-ECONNREFUSED);
        }
    }

    @Test
    void datagramsCarryTheirSender() {
        try (Descriptor left = boundDatagram();
                Descriptor right = boundDatagram()) {
            Memory.putLong(out, 42);
            int length = SocketAddresses.encode(localAddress(right), name);
            assertThat(Sockets.sendTo(state, left.fd(), out, 8, 0, name, length)).isEqualTo(8);
            capacity();
            assertThat(Sockets.recvFrom(state, right.fd(), in, 64, 0, name, lengthAddress))
                    .isEqualTo(8);
            assertThat(Memory.getLong(in)).isEqualTo(42);
            assertThat(SocketAddresses.decodeInet(name)).isEqualTo(localAddress(left));
        }
    }

    @Test
    void batchesOfDatagramsKeepTheirBoundaries() {
        try (Descriptor left = boundDatagram();
                Descriptor right = boundDatagram()) {
            int length = SocketAddresses.encode(localAddress(right), name);
            for (int i = 0; i < 3; i++) {
                IoVec.put(vector(i), in + i * 100L, i);
                MsgHdr.put(message(i), name, length, vector(i), 1);
            }
            assertThat(LinuxSockets.sendMMsg(state, left.fd(), message(0), 3, 0)).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                IoVec.put(vector(i), in + i * 100L, 100);
                MsgHdr.put(message(i), 0, 0, vector(i), 1);
            }
            assertThat(LinuxSockets.recvMMsg(state, right.fd(), message(0), 3, MSG_WAITFORONE, 0))
                    .isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(MMsgHdr.length(message(i))).isEqualTo(i);
            }
            assertThat(LinuxSockets.recvMMsg(state, right.fd(), message(0), 3, 0, 0))
                    .isEqualTo(-EAGAIN);
        }
    }

    private long message(long index) {
        return out + index * MMsgHdr.BYTES;
    }

    private long vector(long index) {
        return out + 512 + index * IoVec.BYTES;
    }

    @Test
    void truncatedDatagramsAreFlagged() {
        try (Descriptor left = boundDatagram();
                Descriptor right = boundDatagram()) {
            int length = SocketAddresses.encode(localAddress(right), name);
            assertThat(Sockets.sendTo(state, left.fd(), out, 100, 0, name, length)).isEqualTo(100);
            long message = block.address() + 512;
            IoVec.put(message + MsgHdr.BYTES, in, 10);
            MsgHdr.put(message, name, SocketAddresses.CAPACITY_BYTES, message + MsgHdr.BYTES, 1);
            assertThat(Sockets.recvMsg(state, right.fd(), message, 0)).isEqualTo(10);
            assertThat(MsgHdr.flags(message)).isEqualTo(MSG_TRUNC);
            assertThat(MsgHdr.nameLength(message)).isEqualTo(SockAddrIn.BYTES);
        }
    }

    @Test
    void aPassedDescriptorIsTheSameOpenFile() {
        long fds = block.address();
        assertThat(Sockets.socketPair(state, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)).isZero();
        try (Descriptor left = new Descriptor(Memory.getInt(fds));
                Descriptor right = new Descriptor(Memory.getInt(fds + 4))) {
            long message = block.address() + 256;
            long control = block.address() + 512;
            long space = CMsgHdr.space(Integer.BYTES);
            IoVec.put(message + 128, out, 1);
            MsgHdr.put(message, 0, 0, message + 128, 1);
            MsgHdr.control(message, control, space);
            CMsgHdr.put(control, SOL_SOCKET, SCM_RIGHTS, Integer.BYTES);
            Memory.putInt(control + CMsgHdr.BYTES, left.fd());
            assertThat(Sockets.sendMsg(state, left.fd(), message, MSG_NOSIGNAL)).isEqualTo(1);

            Memory.clear(control, space);
            assertThat(Sockets.recvMsg(state, right.fd(), message, MSG_CMSG_CLOEXEC)).isEqualTo(1);
            assertThat(MsgHdr.controlLength(message)).isEqualTo(space);
            assertThat(CMsgHdr.level(control)).isEqualTo(SOL_SOCKET);
            assertThat(CMsgHdr.type(control)).isEqualTo(SCM_RIGHTS);
            try (Descriptor passed = new Descriptor(Memory.getInt(control + CMsgHdr.BYTES))) {
                assertThat(passed.fd()).isNotEqualTo(left.fd());
                exchange(passed, right);
            }
        }
    }

    @Test
    void optionsComeBackAsTheyWereSet() {
        try (Descriptor socket = socket(SOCK_STREAM)) {
            int fd = socket.fd();
            assertThat(Sockets.getOption(state, fd, IPPROTO_TCP, TCP_NODELAY)).isZero();
            assertThat(Sockets.setOption(state, fd, IPPROTO_TCP, TCP_NODELAY, 1)).isZero();
            assertThat(Sockets.getOption(state, fd, IPPROTO_TCP, TCP_NODELAY)).isEqualTo(1);
            assertThat(Sockets.getOption(state, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_STREAM);

            Linger.put(out, true, 7);
            assertThat(Sockets.setSockOpt(state, fd, SOL_SOCKET, SO_LINGER, out, Linger.BYTES))
                    .isZero();
            Memory.putInt(lengthAddress, Linger.BYTES);
            assertThat(Sockets.getSockOpt(state, fd, SOL_SOCKET, SO_LINGER, in, lengthAddress))
                    .isZero();
            assertThat(Memory.equal(in, out, Linger.BYTES)).isTrue();
        }
    }

    @Test
    void multicastGroupsAreJoinedAndLeft() {
        try (Descriptor socket = boundDatagram()) {
            long request = out;
            Memory.clear(request, GroupReq.BYTES);
            Memory.putInt(request + GroupReq.OFFSET_GR_INTERFACE, 1);
            SocketAddresses.encode(
                    new InetSocketAddress("239.1.2.3", 0), request + GroupReq.OFFSET_GR_GROUP);
            int fd = socket.fd();
            assertThat(
                            Sockets.setSockOpt(
                                    state,
                                    fd,
                                    IPPROTO_IP,
                                    MCAST_JOIN_GROUP,
                                    request,
                                    GroupReq.BYTES))
                    .isZero();
            assertThat(
                            Sockets.setSockOpt(
                                    state,
                                    fd,
                                    IPPROTO_IP,
                                    MCAST_LEAVE_GROUP,
                                    request,
                                    GroupReq.BYTES))
                    .isZero();
            assertThat(
                            Sockets.setSockOpt(
                                    state,
                                    fd,
                                    IPPROTO_IP,
                                    MCAST_LEAVE_GROUP,
                                    request,
                                    GroupReq.BYTES))
                    .as("leaving what was left: EADDRNOTAVAIL")
                    .isEqualTo(-99);
        }
    }

    @Test
    void unixSocketsListenOnPathsAndAbstractNames(@TempDir Path directory) {
        connectOverUnix(UnixAddress.ofPath(directory.resolve("socket").toString()));
        connectOverUnix(UnixAddress.ofAbstract("ioreactor-" + UUID.randomUUID()));
    }

    private void connectOverUnix(UnixAddress address) {
        int length = SocketAddresses.encode(address, name);
        try (Descriptor listener = new Descriptor(Sockets.socket(state, AF_UNIX, SOCK_STREAM, 0));
                Descriptor client =
                        new Descriptor(Sockets.socket(state, AF_UNIX, SOCK_STREAM, 0))) {
            assertThat(Sockets.bind(state, listener.fd(), name, length)).isZero();
            assertThat(Sockets.listen(state, listener.fd(), 1)).isZero();
            assertThat(Sockets.connect(state, client.fd(), name, length)).isZero();

            capacity();
            assertThat(Sockets.getPeerName(state, client.fd(), name, lengthAddress)).isZero();
            int peerLength = Memory.getInt(lengthAddress);
            assertThat(SocketAddresses.decode(name, peerLength)).isEqualTo(address);

            capacity();
            assertThat(Sockets.getSockName(state, client.fd(), name, lengthAddress)).isZero();
            int ownLength = Memory.getInt(lengthAddress);
            assertThat(SocketAddresses.decode(name, ownLength)).isEqualTo(UnixAddress.ofPath(""));
        }
    }

    @Test
    void everyFunctionReportsABadDescriptor() {
        int bad = Descriptor.NONE;
        assertThat(Sockets.bind(state, bad, name, 16)).isEqualTo(-EBADF);
        assertThat(Sockets.listen(state, bad, 1)).isEqualTo(-EBADF);
        assertThat(Sockets.accept(state, bad, 0, 0)).isEqualTo(-EBADF);
        assertThat(LinuxSockets.accept4(state, bad, 0, 0, 0)).isEqualTo(-EBADF);
        assertThat(Sockets.connect(state, bad, name, 16)).isEqualTo(-EBADF);
        assertThat(Sockets.getSockName(state, bad, name, lengthAddress)).isEqualTo(-EBADF);
        assertThat(Sockets.getPeerName(state, bad, name, lengthAddress)).isEqualTo(-EBADF);
        assertThat(Sockets.getOption(state, bad, SOL_SOCKET, SO_ERROR)).isEqualTo(-EBADF);
        assertThat(Sockets.setOption(state, bad, SOL_SOCKET, SO_REUSEADDR, 1)).isEqualTo(-EBADF);
        assertThat(Sockets.shutdown(state, bad, SHUT_RD)).isEqualTo(-EBADF);
        assertThat(Sockets.recv(state, bad, in, 1, 0)).isEqualTo(-EBADF);
        assertThat(Sockets.send(state, bad, out, 1, 0)).isEqualTo(-EBADF);
        assertThat(Sockets.recvFrom(state, bad, in, 1, 0, 0, 0)).isEqualTo(-EBADF);
        assertThat(Sockets.sendTo(state, bad, out, 1, 0, 0, 0)).isEqualTo(-EBADF);
        MsgHdr.put(in, 0, 0, 0, 0);
        assertThat(Sockets.recvMsg(state, bad, in, 0)).isEqualTo(-EBADF);
        assertThat(Sockets.sendMsg(state, bad, in, 0)).isEqualTo(-EBADF);
        assertThat(LinuxSockets.recvMMsg(state, bad, in, 1, 0, 0)).isEqualTo(-EBADF);
        assertThat(LinuxSockets.sendMMsg(state, bad, in, 1, 0)).isEqualTo(-EBADF);
    }

    @Test
    void unknownFamiliesAreRefused() {
        assertThat(Sockets.socket(state, 12_345, SOCK_STREAM, 0)).as("EAFNOSUPPORT").isEqualTo(-97);
        assertThat(Sockets.socketPair(state, AF_INET, SOCK_STREAM, 0, out))
                .as("EOPNOTSUPP")
                .isEqualTo(-95);
    }

    private void exchange(Descriptor from, Descriptor to) {
        Memory.putLong(out, 0x1122334455667788L);
        Memory.putLong(in, 0);
        assertThat(Sockets.send(state, from.fd(), out, 8, MSG_NOSIGNAL)).isEqualTo(8);
        assertThat(receive(to)).isEqualTo(8);
        assertThat(Memory.getLong(in)).isEqualTo(0x1122334455667788L);
    }

    /** Loopback delivers within the sending call, so a non-blocking socket has it at once. */
    private int receive(Descriptor from) {
        return Sockets.recv(state, from.fd(), in, 64, 0);
    }

    private int flags(Descriptor descriptor) {
        return Descriptors.fcntl(state, descriptor.fd(), FileConstants.F_GETFL, 0);
    }

    private Descriptor socket(int type) {
        return new Descriptor(Sockets.socket(state, AF_INET, type, 0));
    }

    private Descriptor listener() {
        Descriptor listener = socket(SOCK_STREAM | SOCK_NONBLOCK);
        bindToLoopback(listener);
        assertThat(Sockets.listen(state, listener.fd(), 16)).isZero();
        return listener;
    }

    private Descriptor boundDatagram() {
        Descriptor datagram = socket(SOCK_DGRAM | SOCK_NONBLOCK);
        bindToLoopback(datagram);
        return datagram;
    }

    private void bindToLoopback(Descriptor socket) {
        int length = SocketAddresses.encode(LOOPBACK, name);
        assertThat(Sockets.bind(state, socket.fd(), name, length)).isZero();
    }

    private InetSocketAddress localAddress(Descriptor socket) {
        capacity();
        assertThat(Sockets.getSockName(state, socket.fd(), name, lengthAddress)).isZero();
        assertThat(Memory.getInt(lengthAddress)).isEqualTo(SockAddrIn.BYTES);
        return SocketAddresses.decodeInet(name);
    }

    private InetSocketAddress peerAddress(Descriptor socket) {
        capacity();
        assertThat(Sockets.getPeerName(state, socket.fd(), name, lengthAddress)).isZero();
        return SocketAddresses.decodeInet(name);
    }

    private void capacity() {
        Memory.putInt(lengthAddress, SocketAddresses.CAPACITY_BYTES);
    }
}
