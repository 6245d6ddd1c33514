package dev.ioreactor.bench.peers;

import java.util.List;

/**
 * What the load generator does in one comparison.
 *
 * @param name for tables
 * @param mode of the servers: {@code echo}, {@code source} or {@code sink}
 * @param options of the load generator
 */
record Work(String name, String mode, List<String> options) {
    /** Everything that is compared, from light to heavy. */
    static List<Work> all() {
        return List.of(
                echo("1 × 1 × 64 B", 1, 1, 64),
                echo("50 × 1 × 64 B", 50, 1, 64),
                echo("1000 × 1 × 64 B", 1_000, 1, 64),
                echo("50 × 16 × 64 B", 50, 16, 64),
                echo("50 × 1 × 16 KiB", 50, 1, 16 << 10),
                new Work(
                        "50 active + 8,000 idle",
                        "echo",
                        List.of("--connections", "8050", "--active", "50", "--payload", "64")),
                new Work(
                        "stream from the server",
                        "source",
                        List.of("--mode", "stream-in", "--connections", "1")),
                new Work(
                        "stream to the server",
                        "sink",
                        List.of(
                                "--mode",
                                "stream-out",
                                "--connections",
                                "1",
                                "--payload",
                                "16384")),
                new Work(
                        "connect, request, close",
                        "echo",
                        List.of("--mode", "churn", "--connections", "16", "--reset")));
    }

    private static Work echo(String name, int connections, int depth, int payload) {
        return new Work(
                name,
                "echo",
                List.of(
                        "--connections",
                        "" + connections,
                        "--depth",
                        "" + depth,
                        "--payload",
                        "" + payload));
    }
}
