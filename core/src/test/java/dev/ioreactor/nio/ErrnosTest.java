package dev.ioreactor.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.engine.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ErrnosTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @ParameterizedTest
    @CsvSource({
        "Connection reset by peer, 104",
        "Connection reset, 104",
        "Broken pipe, 32",
        "Connection refused: no further information, 111",
        "Connection timed out, 110",
        "Too many open files, 24",
        "Too many open files in system, 23",
        "Network is unreachable, 101",
        "No route to host, 113",
        "No buffer space available, 105",
        "Cannot allocate memory, 12",
        "Operation not permitted, 1",
        "Message too long, 90",
        "Software caused connection abort, 103",
    })
    void messageTellsTheNumber(String message, int errno) {
        assertThat(Errnos.of(new SocketException(message))).isEqualTo(errno);
    }

    @Test
    void classTellsTheNumberWhereTheMessageIsForeign() {
        assertThat(Errnos.of(new ConnectException("Verbindungsaufbau abgelehnt")))
                .isEqualTo(Errno.ECONNREFUSED);
        assertThat(Errnos.of(new NoRouteToHostException())).isEqualTo(Errno.EHOSTUNREACH);
        assertThat(Errnos.of(new PortUnreachableException())).isEqualTo(Errno.ECONNREFUSED);
        assertThat(Errnos.of(new BindException())).isEqualTo(Errno.EADDRINUSE);
        assertThat(Errnos.of(new ClosedChannelException())).isEqualTo(Errno.EBADF);
        assertThat(Errnos.of(new NotYetConnectedException())).isEqualTo(Errno.ENOTCONN);
        assertThat(Errnos.of(new IOException("Zu spät"))).isEqualTo(Errno.EIO);
    }

    @Test
    void defectIsNotTakenForAFailureOfTheSystem() {
        NullPointerException defect = new NullPointerException();
        assertThatThrownBy(() -> Errnos.of(defect)).isSameAs(defect);
    }

    @Test
    void kernelRefusesAConnection() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(ANY_PORT)) {
            nobody = (InetSocketAddress) listener.getLocalAddress();
        }
        try (SocketChannel channel = SocketChannel.open()) {
            assertThat(failure(() -> channel.connect(nobody))).isEqualTo(Errno.ECONNREFUSED);
        }
    }

    @Test
    void kernelResetsAConnection() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(ANY_PORT);
                SocketChannel channel = SocketChannel.open(listener.getLocalAddress())) {
            try (SocketChannel peer = listener.accept()) {
                peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            assertThat(failure(() -> channel.read(ByteBuffer.allocate(1))))
                    .isEqualTo(Errno.ECONNRESET);
            assertThat(failure(() -> channel.write(ByteBuffer.allocate(1))))
                    .isIn(Errno.EPIPE, Errno.ECONNRESET);
        }
    }

    private interface Failing {
        void run() throws IOException;
    }

    private static int failure(Failing call) {
        try {
            call.run();
        } catch (IOException failed) {
            return Errnos.of(failed);
        }
        return 0;
    }
}
