package dev.ioreactor.bench.peers;

import dev.ioreactor.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server that takes part.
 *
 * @param name in tables and raw data
 * @param kind what {@link PeerServer} knows it by; the file name of a C program
 * @param isJava whether it is a {@link PeerServer}
 * @param pinned whether it is kept on processor 0 from outside
 * @param options of its JVM
 */
record Contestant(String name, String kind, boolean isJava, boolean pinned, List<String> options) {
    /** The one that all others are compared with. */
    static final String REFERENCE = "C epoll";

    private static final List<String> UNSAFE =
            List.of(
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dio.netty.noUnsafe=false",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    static Contestant program(String name, String file) {
        return new Contestant(name, file, false, true, List.of());
    }

    static Contestant java(String name, String kind, List<String> options) {
        return new Contestant(name, kind, true, true, options);
    }

    /** Everybody, the reference first; our own engines as far as this machine allows them. */
    static List<Contestant> all() {
        List<Contestant> all = new ArrayList<>();
        all.add(program(REFERENCE, "echo_epoll"));
        all.add(program("C io_uring", "echo_uring"));
        for (String engine : engines()) {
            all.add(java("ioreactor " + engine, "ioreactor-" + engine, List.of()));
        }
        all.add(program("libuv", "echo_libuv"));
        all.add(java("plain NIO", "nio-plain", List.of()));
        for (String transport : List.of("nio", "epoll", "io_uring")) {
            all.add(java("Netty " + transport, "netty-" + transport, List.of()));
            all.add(java("Netty " + transport + " + Unsafe", "netty-" + transport, UNSAFE));
        }
        all.add(java("Vert.x", "vertx", List.of()));
        return all;
    }

    /** Our engines that this machine allows, by name, the preferred ones first. */
    static List<String> engines() {
        return Engines.choose().findings().stream()
                .filter(finding -> finding.availability().usable())
                .map(finding -> finding.provider().name())
                .toList();
    }

    /**
     * Starts it.
     *
     * @throws IOException with why it cannot take part
     */
    RunningServer start(Path programs, String mode) throws IOException {
        return start(programs, mode, pinned ? List.of("taskset", "-c", "0") : List.of(), List.of());
    }

    /**
     * Starts it by a program that becomes it.
     *
     * @param runner what stands before its command
     * @param further options of its JVM, if it is a Java program
     * @throws IOException with why it cannot take part
     */
    RunningServer start(Path programs, String mode, List<String> runner, List<String> further)
            throws IOException {
        if (isJava) {
            List<String> all = Stream.concat(options.stream(), further.stream()).toList();
            return RunningServer.ofJava(name, kind, mode, runner, all);
        }
        Path program = programs.resolve(kind);
        if (!Files.isExecutable(program)) {
            throw new IOException(name + " was not built: its headers are not installed");
        }
        return RunningServer.ofProgram(name, program, mode, runner);
    }
}
