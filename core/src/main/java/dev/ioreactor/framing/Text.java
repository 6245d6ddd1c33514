package dev.ioreactor.framing;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Hands frames on as text in UTF-8. */
final class Text implements FrameHandler<ByteBuffer> {
    private final FrameHandler<String> handler;

    Text(FrameHandler<String> handler) {
        this.handler = requireNonNull(handler);
    }

    @Override
    public void frame(Connection connection, ByteBuffer frame) throws Exception {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        handler.frame(connection, new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void opened(Connection connection) throws Exception {
        handler.opened(connection);
    }

    @Override
    public void drained(Connection connection) throws Exception {
        handler.drained(connection);
    }

    @Override
    public void endOfStream(Connection connection) throws Exception {
        handler.endOfStream(connection);
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        handler.closed(connection, reason);
    }
}
