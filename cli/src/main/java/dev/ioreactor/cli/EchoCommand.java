package dev.ioreactor.cli;

import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ioreactor echo}: sends back what comes. */
@Command(
        name = "echo",
        description = "Send back whatever comes, on every connection.",
        footer = {"", "Try it:  ioreactor echo & nc 127.0.0.1 7007"},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class EchoCommand implements Callable<Integer> {
    @Mixin private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws Exception {
        Echo echo = new Echo(options.endpoint());
        return options.serve(echo, () -> echo.address);
    }

    private static final class Echo implements Service<Void> {
        private final StreamEndpoint endpoint;
        private volatile @Nullable SocketAddress address;

        Echo(StreamEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void started(ReactorRuntime runtime) throws IOException {
            Listener listener =
                    runtime.listen(endpoint, peer -> (connection, bytes) -> connection.send(bytes));
            address = listener.localAddress();
        }
    }
}
