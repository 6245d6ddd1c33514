package dev.ioreactor.bench.peers;

import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of a ping-pong run. */
final class PingPongTables {
    private final RawData raw;

    PingPongTables(RawData raw) {
        this.raw = raw;
    }

    /** All tables, by name. */
    Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return tables;
        }
        tables.put("ping-pong/run", raw.run("bench/ping-pong"));
        for (String client : raw.works()) {
            tables.put("ping-pong/" + client.replace(' ', '-'), table(client));
        }
        return tables;
    }

    private String table(String client) {
        Table table =
                new Table(
                        "server, " + client,
                        "p50 µs",
                        "p99 µs",
                        "p50 of " + Contestant.REFERENCE + " (quartiles)",
                        "CPU µs/message",
                        "CPU while working",
                        "CPU while idle");
        for (String server : raw.servers(client)) {
            Figures sum = raw.about("server", client, server);
            double perMessage = sum.number("cpu_ns") / sum.number("messages");
            double working = sum.number("cpu_ns") / 1e9 / sum.number("seconds");
            table.row(server)
                    .cell(micros(client, server, "p50_ns"), "%.0f")
                    .cell(micros(client, server, "p99_ns"), "%.0f")
                    .cell(
                            raw.paired(
                                    client,
                                    server,
                                    Contestant.REFERENCE,
                                    window -> window.number("p50_ns")))
                    .cell(perMessage / 1_000, "%.1f")
                    .cell(100 * working, "%.0f %%")
                    .cell(100 * Math.max(0, sum.number("resting_cpu")), "%.1f %%");
        }
        return table.toString();
    }

    private double micros(String client, String server, String figure) {
        return raw.spread(client, server, window -> window.number(figure)).median() / 1_000;
    }
}
