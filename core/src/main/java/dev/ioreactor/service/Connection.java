package dev.ioreactor.service;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream between this program and one peer: TCP or Unix.
 *
 * <p>Sends are recorded and leave at the end of the cycle, in order. One of more than {@link
 * Limits#copiedBytes} in a direct buffer, the first of its cycle and with nothing in front of it,
 * leaves at once as far as the kernel takes it, which spares a copy; not if in the cycle before
 * more was sent after such a one, which had better leave together. A send is accepted as a whole,
 * or refused as a whole: it is refused while the high watermark or more is queued, or more than
 * that has left at once in this cycle. While so much is queued the connection is not read either,
 * and its unread bytes are offered again when it has drained, so that a service which only answers
 * needs no flow control of its own.
 *
 * <p>Confined to the runtime's thread: each method throws {@link WrongThreadException} elsewhere.
 * After the connection is closed sends are refused, and closing again does nothing.
 */
public interface Connection {
    /** Its id, known from the start. */
    ResourceId id();

    /** The runtime that it belongs to. */
    ReactorRuntime runtime();

    /**
     * Sends the remaining bytes. If accepted, they are consumed, and the memory is the caller's
     * again; if refused, the buffer is left as it was.
     *
     * @return whether they were accepted
     */
    boolean send(ByteBuffer bytes);

    /** Sends a whole array; see {@link #send(ByteBuffer)}. */
    boolean send(byte[] bytes);

    /** Sends a part of an array; see {@link #send(ByteBuffer)}. */
    boolean send(byte[] bytes, int offset, int length);

    /** Sends the remaining bytes of several buffers as one; see {@link #send(ByteBuffer)}. */
    boolean send(ByteBuffer[] parts);

    /** Sends text as UTF-8; see {@link #send(ByteBuffer)}. */
    boolean send(String text);

    /** No {@code bytes} callback until {@link #resume}; nothing is lost meanwhile. */
    void pause();

    /** Ends a {@link #pause}. */
    void resume();

    /** Whether it is paused by {@link #pause}. */
    boolean isPaused();

    /**
     * Whether a handler that has taken one message out of its {@code bytes} should take the next.
     * Not after it has closed, drained or paused the connection or let another handler take over,
     * nor while the high watermark or more is queued: what it leaves unread then comes back when
     * there is somebody to read it. A message taken while this is true can be answered with one
     * send that is not refused.
     */
    boolean isReading();

    /** Half-close: the peer sees the end of stream after all that was accepted; reading goes on. */
    void finish();

    /** Finish, then close: sends all that was accepted, then closes. */
    void drain();

    /** Releases the connection now; what is queued here and not sent yet is counted as unsent. */
    void close();

    /**
     * As {@link #close}, because the peer exceeded a limit of the handler's own: {@code closed} is
     * told {@link CloseReason.LimitExceeded}.
     *
     * @param limit which one, and its value
     */
    void exceeded(String limit);

    /** Resets the connection now: what is queued is dropped, and the peer sees a reset. */
    void abort();

    /**
     * Takes the open connection out of the runtime, with the bytes that were left unread or had
     * arrived but not been delivered, and those accepted but not sent. No callback comes after this
     * call; the receiver is called on this thread once the engine has let go.
     *
     * @throws IllegalStateException if it is not connected, or closing
     */
    void handOver(Consumer<? super Handover> receiver);

    /** Whether it is connected and nothing has begun to close it. */
    boolean isOpen();

    /** Bytes accepted and not yet taken by the kernel; after {@code closed}, those never taken. */
    long unsentBytes();

    /** Bytes that {@code bytes} callbacks left unread. */
    int unreadBytes();

    /** The own address, null if it is gone. */
    @Nullable SocketAddress localAddress();

    /** The peer's address, null if it has none or is gone. */
    @Nullable SocketAddress remoteAddress();

    /**
     * Sets a socket option.
     *
     * @throws UnsupportedOperationException if the engine does not have it
     * @throws IOException if the system refuses it
     */
    <T> void option(SocketOption<T> option, T value) throws IOException;

    /**
     * Closes the connection when nothing has been sent or received for so long, with {@link
     * CloseReason.TimedOut}; {@link Duration#ZERO} for never.
     */
    void idleDeadline(Duration deadline);

    /**
     * Lets another handler take over, from the next callback on. It is offered the bytes that the
     * last one left unread at once, not only with the next ones.
     */
    void handler(ConnectionHandler next);
}
