package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * Runs one of the servers in a process of its own: {@code PeerServer KIND MODE PORT}.
 *
 * <p>KIND is {@code nio-plain}, {@code netty-nio}, {@code netty-epoll}, {@code netty-io_uring},
 * {@code vertx} or {@code ioreactor-ENGINE}; MODE is {@code echo}, {@code source} (streams byte p
 * of the stream as p % 251 to whoever connects) or {@code sink} (reads until the peer's end).
 * Prints {@code port N} when it listens. A line on its standard input is answered by the number of
 * bytes that all threads have allocated so far; the end of its standard input ends it.
 */
public final class PeerServer {
    /** What a server does with its connections. */
    enum Mode {
        ECHO,
        SOURCE,
        SINK
    }

    private PeerServer() {}

    /** Runs the server. */
    public static void main(String[] arguments) throws Exception {
        String kind = arguments[0];
        Mode mode = Mode.valueOf(arguments[1].toUpperCase(java.util.Locale.ROOT));
        int port = Integer.parseInt(arguments[2]);
        int bound =
                switch (kind) {
                    case "nio-plain" -> PlainNioServer.start(mode, port);
                    case "netty-nio", "netty-epoll", "netty-io_uring" ->
                            NettyServer.start(kind, mode, port);
                    case "vertx" -> VertxServer.start(mode, port);
                    default -> OwnServer.start(kind.substring("ioreactor-".length()), mode, port);
                };
        System.out.println("port " + bound);
        answerUntilEnd();
        Runtime.getRuntime().halt(0);
    }

    private static void answerUntilEnd() throws java.io.IOException {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.out.println(threads.getTotalThreadAllocatedBytes());
        }
    }

    /** The block of the stream that begins at its byte {@code from}. */
    static void fillStream(byte[] block, long from) {
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) ((from + i) % 251);
        }
    }
}
