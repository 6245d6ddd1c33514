package dev.ioreactor.bench.peers;

import java.util.List;

/**
 * What the load generator does in one comparison.
 *
 * @param id in raw data and in the names of tables
 * @param title for people
 * @param mode of the servers: {@code echo}, {@code source} or {@code sink}
 * @param unit what CPU is counted per
 * @param options of the load generator
 */
record Work(String id, String title, String mode, Unit unit, List<String> options) {
    /** What CPU is counted per. */
    enum Unit {
        MESSAGE("message", "messages"),
        MEBIBYTE("MiB", "bytes"),
        CONNECTION("connection", "messages");

        /** In headings. */
        final String title;

        private final String field;

        Unit(String title, String field) {
            this.title = title;
            this.field = field;
        }

        /** How many of it a line of raw data tells of. */
        double of(Figures figures) {
            return figures.number(field) / (this == MEBIBYTE ? 1 << 20 : 1);
        }
    }

    /** Everything that is compared; works of one mode follow each other. */
    static List<Work> all() {
        return List.of(
                echo("50x1x64", "50 connections × 1 in flight × 64 B", 50, 1, 64),
                echo("1x1x64", "1 connection × 1 in flight × 64 B", 1, 1, 64),
                echo("1000x1x64", "1,000 connections × 1 in flight × 64 B", 1_000, 1, 64),
                echo("50x16x64", "50 connections × 16 in flight × 64 B", 50, 16, 64),
                echo("50x1x16384", "50 connections × 1 in flight × 16 KiB", 50, 1, 16 << 10),
                new Work(
                        "idle",
                        "50 active connections × 1 × 64 B beside 8,000 idle ones",
                        "echo",
                        Unit.MESSAGE,
                        List.of("--connections", "8050", "--active", "50", "--payload", "64")),
                new Work(
                        "paced",
                        "100,000 messages a second of 64 B over 50 connections, 32 at a time",
                        "echo",
                        Unit.MESSAGE,
                        List.of("--payload", "64", "--rate", "100000", "--burst", "32")),
                new Work(
                        "churn",
                        "connect, request, answer, close: 16 at a time",
                        "echo",
                        Unit.CONNECTION,
                        List.of("--mode", "churn", "--connections", "16", "--reset")),
                new Work(
                        "stream-in",
                        "a stream from the server, 1 connection",
                        "source",
                        Unit.MEBIBYTE,
                        List.of("--mode", "stream-in", "--connections", "1")),
                new Work(
                        "stream-out",
                        "a stream to the server, 1 connection",
                        "sink",
                        Unit.MEBIBYTE,
                        List.of(
                                "--mode",
                                "stream-out",
                                "--connections",
                                "1",
                                "--payload",
                                "16384")));
    }

    private static Work echo(String id, String title, int connections, int depth, int payload) {
        List<String> options =
                List.of(
                        "--connections",
                        "" + connections,
                        "--depth",
                        "" + depth,
                        "--payload",
                        "" + payload);
        return new Work(id, title, "echo", Unit.MESSAGE, options);
    }
}
