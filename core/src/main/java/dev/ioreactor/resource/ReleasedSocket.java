package dev.ioreactor.resource;

import dev.ioreactor.engine.Handle;
import dev.ioreactor.service.Handover;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A handle that no engine knows, with the bytes that its resource had buffered. */
public final class ReleasedSocket implements Handover {
    /** What kind of resource it was, and can be again. */
    public enum Kind {
        /** A connection. */
        STREAM,
        /** A listener. */
        LISTENER,
        /** A datagram socket. */
        DATAGRAM
    }

    private final Kind kind;
    private final Handle handle;
    private final ByteBuffer unread;
    private final ByteBuffer unsent;
    private final boolean endOfStream;
    private boolean gone; // adopted or closed

    private ReleasedSocket(
            Kind kind, Handle handle, byte[] unread, byte[] unsent, boolean endOfStream) {
        this.kind = kind;
        this.handle = handle;
        this.unread = ByteBuffer.wrap(unread);
        this.unsent = ByteBuffer.wrap(unsent);
        this.endOfStream = endOfStream;
    }

    static ReleasedSocket stream(Handle handle, byte[] unread, byte[] unsent, boolean ended) {
        return new ReleasedSocket(Kind.STREAM, handle, unread, unsent, ended);
    }

    static ReleasedSocket of(Kind kind, Handle handle) {
        return new ReleasedSocket(kind, handle, new byte[0], new byte[0], false);
    }

    /**
     * Takes the handle for adoption; once only.
     *
     * @throws IllegalStateException if it is of another kind, adopted or closed
     */
    public Handle take(Kind as) {
        if (gone) {
            throw new IllegalStateException("adopted or closed already");
        }
        if (kind != as) {
            throw new IllegalStateException("not a " + as + " but a " + kind);
        }
        gone = true;
        return handle;
    }

    /** The handle, still owned by this handover. */
    public Handle handle() {
        return handle;
    }

    byte[] unread() {
        return remaining(unread);
    }

    byte[] unsent() {
        return remaining(unsent);
    }

    private static byte[] remaining(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(bytes.position(), all);
        return all;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireStream();
        if (unread.hasRemaining() && target.hasRemaining()) {
            int count = Math.min(unread.remaining(), target.remaining());
            target.put(unread.slice(unread.position(), count));
            unread.position(unread.position() + count);
            return count;
        }
        return endOfStream ? -1 : handle.readBlocking(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        requireStream();
        if (unsent.hasRemaining()) {
            handle.writeBlocking(unsent);
        }
        int count = source.remaining();
        handle.writeBlocking(source);
        return count;
    }

    private void requireStream() throws IOException {
        if (gone) {
            throw new ClosedChannelException();
        }
        if (kind != Kind.STREAM) {
            throw new IllegalStateException("only connections are read and written, not " + kind);
        }
    }

    @Override
    public int unreadBytes() {
        return unread.remaining();
    }

    @Override
    public long unsentBytes() {
        return unsent.remaining();
    }

    @Override
    public boolean endOfStream() {
        return endOfStream;
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return gone ? null : handle.localAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return gone ? null : handle.remoteAddress();
    }

    @Override
    public int descriptor() {
        return gone ? -1 : handle.descriptor();
    }

    @Override
    public boolean isOpen() {
        return !gone && handle.isOpen();
    }

    @Override
    public void close() {
        if (!gone) {
            gone = true;
            handle.close();
        }
    }
}
