package dev.ioreactor.examples;

import dev.ioreactor.Reactor;
import dev.ioreactor.service.Tcp;

/** Sends back whatever comes, on port 7007: one thread, any number of connections. */
final class Echo {
    void main() throws Exception {
        try (var reactor =
                Reactor.start(runtime ->
                        runtime.listen(
                                Tcp.at("127.0.0.1", 7007),
                                peer -> (connection, bytes) -> connection.send(bytes)))) {
            reactor.join();
        }
    }
}
