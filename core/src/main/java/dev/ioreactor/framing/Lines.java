package dev.ioreactor.framing;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;

/**
 * Cuts the bytes of a connection into lines.
 *
 * <p>A line ends with LF or CR LF, which the handler does not see; a CR elsewhere is a byte like
 * any other. A line longer than {@code mostBytes}, its end not counted, closes the connection with
 * {@link CloseReason.LimitExceeded} once so many bytes are there, whether its end has come or not.
 * What follows the last LF when the stream ends is no line.
 *
 * <p>Each byte is looked at once, however slowly a line arrives; therefore a handler keeps how far
 * it has looked, and belongs to one connection. It must not take over a second time after another
 * handler had its turn.
 */
public final class Lines {
    private Lines() {}

    /**
     * A handler of lines as bytes. Allocates nothing per line.
     *
     * @param mostBytes of a line without its end; with it at most {@code Limits.unreadBytes}, or
     *     else the first callback throws
     */
    public static ConnectionHandler of(int mostBytes, FrameHandler<ByteBuffer> handler) {
        if (mostBytes < 0) {
            throw new IllegalArgumentException("lines of up to " + mostBytes + " bytes");
        }
        return new LineFramer(mostBytes, handler);
    }

    /** As {@link #of}, with lines as text in UTF-8; what is malformed becomes U+FFFD. */
    public static ConnectionHandler text(int mostBytes, FrameHandler<String> handler) {
        return of(mostBytes, new Text(handler));
    }
}
