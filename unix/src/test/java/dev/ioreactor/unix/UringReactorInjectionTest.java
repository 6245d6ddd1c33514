package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ACCEPT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_CONNECT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_POLL_ADD;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECV;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECVMSG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SEND;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SENDMSG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.readiness.DatagramErrors;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.DatagramHandler;
import dev.ioreactor.service.Interest;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.Readiness;
import dev.ioreactor.service.Resource;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.service.Udp;
import dev.ioreactor.tck.LeakCheck;
import dev.ioreactor.unix.InjectedReactor.Echo;
import dev.ioreactor.unix.InjectedReactor.Peer;
import dev.ioreactor.unix.NopInjector.Shot;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.SocketConstants;
import dev.ioreactor.unix.libc.Sockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a service is told when an entry of its connections, listeners, sockets or resources fails:
 * nothing of what passes; of anything else once, to the one whom it was about, with the reason.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class UringReactorInjectionTest {
    private static final List<Integer> PLACES = List.of(1, 2, 5);
    private static final int STREAM_BYTES = 12 * InjectedReactor.RECEIVE_BYTES;

    @BeforeAll
    static void requireInjection() throws IOException {
        NopInjector.require();
    }

    static IntStream errors() {
        return IntStream.of(UringInjectionTest.ERRORS);
    }

    /** Whether a service never sees it, since it passes. */
    private static boolean passes(int errno) {
        return switch (errno) {
            case Errno.EINTR, Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM, Errno.ECANCELED -> true;
            default -> false;
        };
    }

    private static CloseReason reasonOf(int errno) {
        return switch (errno) {
            case Errno.ECONNRESET, Errno.EPIPE, Errno.ECONNABORTED -> new CloseReason.Reset();
            case Errno.ETIMEDOUT -> new CloseReason.TimedOut("peer");
            case Errno.ECONNREFUSED -> new CloseReason.Refused();
            default -> new CloseReason.SystemError(errno, Errno.describe(errno));
        };
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aReceiveThatFails(int errno) throws Exception {
        streamThrough(IORING_OP_RECV, errno, InjectedReactor.RECEIVE_BYTES);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aSendThatFails(int errno) throws Exception {
        streamThrough(IORING_OP_SEND, errno, 64);
    }

    /** Echoes a stream piece by piece, while the n-th entry of its connection fails. */
    private static void streamThrough(int code, int errno, int pieceBytes) throws Exception {
        byte[] sent = bytes(STREAM_BYTES);
        try (InjectedReactor reactor = new InjectedReactor()) {
            for (int place : PLACES) {
                Peer peer = reactor.connected();
                Echo victim = reactor.lastAccepted();
                Shot shot = reactor.injector.fail(code, errno, place, 1);
                int offset = 0;
                while (offset < STREAM_BYTES && victim.reason == null) {
                    int end = Math.min(STREAM_BYTES, offset + pieceBytes);
                    peer.send(Arrays.copyOfRange(sent, offset, end));
                    reactor.until(
                            "an echo or the end",
                            () -> peer.received().length == end || victim.reason != null);
                    offset = end;
                }
                assertThat(shot.hits()).as("failed at entry %d", place).isEqualTo(1);
                expectOutcome(reactor, victim, peer, errno, sent);
            }
        }
    }

    private static void expectOutcome(
            InjectedReactor reactor, Echo victim, Peer peer, int errno, byte[] sent) {
        if (passes(errno)) {
            reactor.cycles(3);
            assertThat(victim.events).containsExactly("opened");
            assertThat(peer.received()).isEqualTo(sent);
        } else {
            assertThat(victim.reason).isEqualTo(reasonOf(errno));
            reactor.until("the end at the peer", peer::hasEnded);
            byte[] received = peer.received();
            assertThat(received).isEqualTo(Arrays.copyOf(sent, received.length));
            reactor.cycles(3);
            assertThat(victim.events).containsExactly("opened", "closed");
        }
        reactor.expectBystanderUnharmed();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aGatheringSendThatFails(int errno) throws Exception {
        byte[] answer = bytes(100_000);
        try (InjectedReactor reactor = new InjectedReactor()) {
            for (int place : PLACES) {
                Peer peer = reactor.connected();
                Echo victim = reactor.lastAccepted();
                Shot shot = reactor.injector.fail(IORING_OP_SENDMSG, errno, place, 1);
                int taken = 0;
                for (int i = 0; i < 6 && victim.reason == null; i++) {
                    Connection connection = victim.connection;
                    assertThat(connection).isNotNull();
                    assertThat(connection.send(answer)).isTrue();
                    taken += answer.length;
                    int all = taken;
                    reactor.until(
                            "the answer or the end",
                            () -> peer.received().length == all || victim.reason != null);
                }
                assertThat(shot.hits()).isEqualTo(1);
                reactor.expectBystanderUnharmed();
                assertThat(victim.reason).isEqualTo(passes(errno) ? null : reasonOf(errno));
                if (!passes(errno)) {
                    reactor.until("the end at the peer", peer::hasEnded);
                    assertThat(peer.received().length + victim.unsentBytes).isEqualTo(taken);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anAcceptThatFails(int errno) throws Exception {
        try (InjectedReactor reactor = new InjectedReactor()) {
            Listener listener = reactor.listener;
            listener.pause();
            reactor.cycles(3);
            long pauses = reactor.driven.controller().counters().acceptPauses();
            Shot shot = reactor.injector.fail(IORING_OP_ACCEPT, errno, 1, 1);
            listener.resume();
            Peer peer = reactor.connect();
            long begun = System.nanoTime();
            switch (errno) {
                case Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK, Errno.EOPNOTSUPP -> {
                    reactor.until("the end", () -> !reactor.listenerReasons.isEmpty());
                    reactor.until("the end at the peer", peer::hasEnded);
                    reactor.cycles(3);
                    assertThat(reactor.listenerReasons).containsExactly(reasonOf(errno));
                    reactor.expectBystanderUnharmed();
                    return;
                }
                case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM, Errno.ENOSPC -> {
                    reactor.until("accepted", () -> reactor.accepted.size() == 2);
                    assertThat(reactor.driven.controller().counters().acceptPauses())
                            .isEqualTo(pauses + 1);
                    assertThat(System.nanoTime() - begun).isBetween(400_000_000L, 1_500_000_000L);
                }
                default -> {
                    reactor.until("accepted", () -> reactor.accepted.size() == 2);
                    assertThat(reactor.driven.controller().counters().acceptPauses())
                            .isEqualTo(pauses);
                }
            }
            assertThat(shot.hits()).isEqualTo(1);
            peer.send(bytes(10));
            reactor.until("its echo", () -> peer.received().length == 10);
            assertThat(reactor.listenerReasons).isEmpty();
            reactor.expectBystanderUnharmed();
        }
    }

    @Test
    void anAcceptThatFailsTimeAfterTimePauses() throws Exception {
        try (InjectedReactor reactor = new InjectedReactor()) {
            reactor.listener.pause();
            reactor.cycles(3);
            Shot shot = reactor.injector.fail(IORING_OP_ACCEPT, Errno.ECONNABORTED, 1, 100);
            reactor.listener.resume();
            Peer peer = reactor.connect();
            reactor.until(
                    "a pause", () -> reactor.driven.controller().counters().acceptPauses() == 1);
            assertThat(shot.hits()).isEqualTo(64);
            reactor.expectBystanderUnharmed();
            reactor.until("accepted", () -> reactor.accepted.size() == 2);
            assertThat(shot.hits()).isEqualTo(100);
            assertThat(peer.hasEnded()).isFalse();
        }
    }

    @Test
    void aShortageOfMemoryThatLastsEndsTheConnectionAfterFiveSeconds() throws Exception {
        try (InjectedReactor reactor = new InjectedReactor()) {
            reactor.connected();
            Echo victim = reactor.lastAccepted();
            Connection connection = victim.connection;
            assertThat(connection).isNotNull();
            connection.pause();
            reactor.cycles(3);
            Shot shot = reactor.injector.fail(IORING_OP_RECV, Errno.ENOMEM, 1, 10_000);
            long begun = System.nanoTime();
            connection.resume();
            reactor.until("the end", () -> victim.reason != null);
            assertThat(victim.reason).isEqualTo(reasonOf(Errno.ENOMEM));
            assertThat(shot.hits()).isEqualTo(1 + 500);
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(4_900_000_000L);
            shot.stop();
            reactor.expectBystanderUnharmed();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aConnectThatFails(int errno) throws Exception {
        try (InjectedReactor reactor = new InjectedReactor();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            for (int place : PLACES) {
                Shot shot = reactor.injector.fail(IORING_OP_CONNECT, errno, place, 1);
                List<Echo> echos = new ArrayList<>();
                for (int i = 0; i < place; i++) {
                    Echo echo = new Echo();
                    echos.add(echo);
                    reactor.runtime().connect(Tcp.at("127.0.0.1", port), echo);
                    reactor.until("opened or closed", () -> !echo.events.isEmpty());
                }
                assertThat(shot.hits()).isEqualTo(1);
                Echo victim = echos.removeLast();
                // Not so a connect that the kernel cancels: nobody says whether it went on.
                boolean passes = errno == Errno.EINTR || errno == Errno.EAGAIN;
                assertThat(victim.events).containsExactly(passes ? "opened" : "closed");
                assertThat(victim.reason).isEqualTo(passes ? null : reasonOf(errno));
                assertThat(echos).allMatch(echo -> echo.events.equals(List.of("opened")));
                reactor.expectBystanderUnharmed();
                for (int i = 0; i < place - (passes ? 0 : 1); i++) {
                    server.accept().close();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void theWatchOverAPausedConnectionThatFails(int errno) throws Exception {
        try (InjectedReactor reactor = new InjectedReactor()) {
            Peer first = reactor.connected();
            Echo victim = reactor.lastAccepted();
            Shot shot = reactor.injector.fail(IORING_OP_POLL_ADD, errno, 1, 1);
            Connection connection = victim.connection;
            assertThat(connection).isNotNull();
            connection.pause();
            reactor.until("the watch", () -> shot.hits() == 1);
            reactor.cycles(3);
            assertThat(victim.events).containsExactly("opened");
            first.close();
            if (!passes(errno)) {
                connection.resume(); // nobody watches: the end is told on resuming
            }
            reactor.until("the end", () -> !connection.isReading() && victim.reason != null);
            assertThat(victim.reason).isInstanceOf(CloseReason.EndOfStream.class);
            reactor.expectBystanderUnharmed();
        }
    }

    /** Counts what it is told. */
    private static final class Watched implements Resource {
        private final int fd;
        private final List<CloseReason> reasons = new ArrayList<>();
        private int ready;

        Watched(int fd) {
            this.fd = fd;
        }

        @Override
        public int descriptor() {
            return fd;
        }

        @Override
        public Interest interest() {
            return ready == 0 ? Interest.WRITE : Interest.NONE;
        }

        @Override
        public void ready(Readiness readiness) {
            ready++;
        }

        @Override
        public void closed(CloseReason reason) {
            reasons.add(reason);
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aResourceThatCannotBeWatched(int errno) throws Exception {
        CallState state = new CallState();
        long fds = state.scratch();
        int type = SocketConstants.SOCK_STREAM | SocketConstants.SOCK_CLOEXEC;
        assertThat(Sockets.socketPair(state, SocketConstants.AF_UNIX, type, 0, fds)).isZero();
        Watched watched = new Watched(Memory.getInt(fds));
        int other = Memory.getInt(fds + Integer.BYTES);
        try (InjectedReactor reactor = new InjectedReactor()) {
            reactor.own(() -> Descriptors.close(state, watched.fd));
            reactor.own(() -> Descriptors.close(state, other));
            Shot shot = reactor.injector.fail(IORING_OP_POLL_ADD, errno, 1, 1);
            reactor.runtime().register(watched);
            reactor.until(
                    "ready or the end", () -> watched.ready > 0 || !watched.reasons.isEmpty());
            reactor.cycles(3);
            assertThat(shot.hits()).isEqualTo(1);
            assertThat(watched.ready).isEqualTo(passes(errno) ? 1 : 0);
            if (passes(errno)) {
                assertThat(watched.reasons).isEmpty();
            } else {
                assertThat(watched.reasons).containsExactly(reasonOf(errno));
            }
            reactor.expectBystanderUnharmed();
        }
    }

    /** Counts what it is told. */
    private static final class Heard implements DatagramHandler {
        private final List<CloseReason> reasons = new ArrayList<>();
        private int datagrams;
        private int undelivered;

        @Override
        public void undelivered(Datagram socket, IOException cause) {
            undelivered++;
        }

        @Override
        public void datagram(
                Datagram socket, ByteBuffer bytes, java.net.@Nullable SocketAddress source) {
            datagrams++;
        }

        @Override
        public void closed(Datagram socket, CloseReason reason) {
            reasons.add(reason);
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aReceiveOfDatagramsThatFails(int errno) throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (InjectedReactor reactor = new InjectedReactor();
                DatagramSocket peer = new DatagramSocket(0, here)) {
            Heard heard = new Heard();
            boolean told = errno != Errno.ENOMEM && DatagramErrors.isAboutEarlierDatagram(errno);
            boolean passes = told || passes(errno);
            Shot shot = reactor.injector.fail(IORING_OP_RECVMSG, errno, 1, 1);
            Datagram socket = reactor.runtime().datagram(Udp.at("127.0.0.1", 0), heard);
            peer.send(new DatagramPacket(new byte[5], 5, here, socket.port()));
            reactor.until(
                    "a datagram or the end", () -> heard.datagrams > 0 || !heard.reasons.isEmpty());
            reactor.cycles(3);
            assertThat(shot.hits()).isEqualTo(1);
            assertThat(heard.datagrams).isEqualTo(passes ? 1 : 0);
            assertThat(heard.undelivered).isEqualTo(told && errno != Errno.ENOBUFS ? 1 : 0);
            if (passes) {
                assertThat(heard.reasons).isEmpty();
            } else {
                assertThat(heard.reasons).containsExactly(reasonOf(errno));
            }
            reactor.expectBystanderUnharmed();
        }
    }
}
