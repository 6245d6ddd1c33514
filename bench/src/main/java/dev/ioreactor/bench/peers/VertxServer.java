package dev.ioreactor.bench.peers;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;

/** Vert.x with one event loop, on its default transport. */
final class VertxServer extends AbstractVerticle {
    private final PeerServer.Mode mode;
    private final int port;
    private final CompletableFuture<Integer> bound = new CompletableFuture<>();
    private final Buffer block;

    private VertxServer(PeerServer.Mode mode, int port) {
        this.mode = mode;
        this.port = port;
        byte[] bytes = new byte[251 * 64];
        PeerServer.fillStream(bytes, 0);
        block = Buffer.buffer(bytes);
    }

    static int start(PeerServer.Mode mode, int port) throws Exception {
        VertxServer verticle = new VertxServer(mode, port);
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
                .deployVerticle(verticle, new DeploymentOptions().setInstances(1));
        return verticle.bound.get();
    }

    @Override
    public void start() {
        NetServer server =
                vertx.createNetServer(
                        new NetServerOptions()
                                .setHost("127.0.0.1")
                                .setPort(port)
                                .setAcceptBacklog(4_096)
                                .setTcpNoDelay(true));
        server.connectHandler(this::serve)
                .listen()
                .onSuccess(listening -> bound.complete(listening.actualPort()))
                .onFailure(bound::completeExceptionally);
    }

    private void serve(NetSocket socket) {
        switch (mode) {
            case ECHO -> socket.handler(bytes -> echo(socket, bytes));
            case SINK -> socket.handler(bytes -> {});
            case SOURCE -> {
                socket.drainHandler(drained -> pour(socket));
                pour(socket);
            }
        }
        socket.exceptionHandler(cause -> {});
    }

    private static void echo(NetSocket socket, Buffer bytes) {
        socket.write(bytes);
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
    }

    private void pour(NetSocket socket) {
        while (!socket.writeQueueFull()) {
            socket.write(block);
        }
    }
}
