package dev.ioreactor.tck;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** A client that sends a word to an echo and tells another thread what came back. */
final class Echoed implements ConnectionHandler {
    private static final String WORD = "echo";

    private final SynchronousQueue<String> results;
    private final StringBuilder text = new StringBuilder();

    Echoed(SynchronousQueue<String> results) {
        this.results = results;
    }

    @Override
    public void opened(Connection connection) {
        connection.send(WORD);
    }

    @Override
    public void bytes(Connection connection, ByteBuffer bytes) throws InterruptedException {
        text.append(StandardCharsets.UTF_8.decode(bytes));
        if (text.length() == WORD.length()
                && !results.offer(text.toString(), 10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody took the result");
        }
    }
}
