package dev.ioreactor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ioreactor.cli.host.Proc;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServeTest {
    private static final int SHORT_MILLIS = 300;

    @TempDir private Path folder;

    @Test
    void echoSendsBackOverTcp() throws Exception {
        try (Program program = Program.start("echo", "--listen=127.0.0.1:0");
                Socket socket = connect(program)) {
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readNBytes(5))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("hello");
        }
    }

    @Test
    void echoSendsBackOverAUnixSocket() throws Exception {
        Path path = folder.resolve("echo.sock");
        try (Program program = Program.start("echo", "--listen=unix:" + path)) {
            assertThat(program.awaitOutput("listening on (\\S+),")).isEqualTo("unix:" + path);
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                ByteBuffer back = ByteBuffer.allocate(3);
                while (back.hasRemaining() && channel.read(back) >= 0) {}
                assertThat(back.array()).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void chatTellsEachLineToAll() throws Exception {
        try (Program program = Program.start("chat", "--listen=127.0.0.1:0");
                Socket first = connect(program);
                BufferedReader heard = reader(first)) {
            assertThat(heard.readLine()).endsWith("has come");
            try (Socket second = connect(program)) {
                assertThat(heard.readLine()).endsWith("has come");
                second.getOutputStream().write("good ".getBytes(StandardCharsets.UTF_8));
                second.getOutputStream().write("day\nand".getBytes(StandardCharsets.UTF_8));
                assertThat(heard.readLine()).endsWith(": good day");
            }
            assertThat(heard.readLine()).endsWith("has left");
        }
    }

    @Test
    void aSignalDrainsConnectionsAndEndsIt() throws Exception {
        try (Program program = Program.start("echo", "--listen=127.0.0.1:0");
                Socket socket = connect(program)) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            program.signal("TERM");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(program.status()).isEqualTo(143);
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (Program program = Program.start("echo", "--listen=127.0.0.1:0", "--idle=1");
                Socket socket = connect(program)) {
            long begin = System.nanoTime();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(System.nanoTime() - begin).isGreaterThan(900_000_000);
        }
    }

    @Test
    void furtherConnectionsWaitUntilOneEnds() throws Exception {
        try (Program program =
                        Program.start("echo", "--listen=127.0.0.1:0", "--max-connections=1");
                Socket first = connect(program)) {
            first.getOutputStream().write(1);
            assertThat(first.getInputStream().read()).isEqualTo(1);
            try (Socket second = connect(program)) {
                second.getOutputStream().write(2);
                second.setSoTimeout(SHORT_MILLIS);
                assertThatThrownBy(() -> second.getInputStream().read())
                        .isInstanceOf(SocketTimeoutException.class);
                first.shutdownOutput();
                second.setSoTimeout(0);
                assertThat(second.getInputStream().read()).isEqualTo(2);
            }
        }
    }

    @Test
    void anAddressInUseIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertRefused(List.of(), address, "cannot listen on " + address, "in use");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsToldInOneLine() throws Exception {
        assertRefused(List.of(), "192.0.2.1:7007", "cannot listen on 192.0.2.1:7007", "address");
    }

    @Test
    void aNameThatDoesNotResolveIsToldInOneLine() throws Exception {
        assertRefused(List.of(), "no.such.invalid:1", "no address", "no.such.invalid");
    }

    @Test
    void aPortOutOfRangeIsToldInOneLine() throws Exception {
        assertRefused(List.of(), "127.0.0.1:70000", "port 70000", "65535");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void missingPermissionIsToldInOneLine() throws Exception {
        String first = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
        assumeThat(Proc.number(first, 0).orElse(0)).isGreaterThan(1);
        List<String> launcher = C10kTest.without("net_bind_service");
        assertRefused(launcher, "127.0.0.1:1", "cannot listen on 127.0.0.1:1", "ermission denied");
    }

    private static void assertRefused(List<String> launcher, String address, String... because)
            throws Exception {
        for (String command : List.of("echo", "chat")) {
            try (Program program = Program.startWith(launcher, command, "--listen", address)) {
                assertThat(program.status()).isEqualTo(Main.USAGE);
                assertThat(program.errors().lines())
                        .singleElement()
                        .asString()
                        .startsWith("ioreactor " + command + ": ")
                        .contains(because);
            }
        }
    }

    private static Socket connect(Program program) throws Exception {
        int port = Integer.parseInt(program.awaitOutput("listening on 127.0.0.1:(\\d+),"));
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static BufferedReader reader(Socket socket) throws Exception {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
