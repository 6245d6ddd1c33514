package dev.ioreactor.framing;

import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cuts the bytes of a connection into frames of one length. */
public final class FixedLength {
    private FixedLength() {}

    /**
     * A handler of frames, which are big-endian. Belongs to one connection; allocates nothing per
     * frame.
     *
     * @param bytes of each frame, at least 1; at most {@code Limits.unreadBytes}, or else the first
     *     callback throws
     */
    public static ConnectionHandler of(int bytes, FrameHandler<ByteBuffer> handler) {
        if (bytes < 1) {
            throw new IllegalArgumentException("frames of " + bytes + " bytes");
        }
        return new FixedFramer(bytes, handler);
    }

    private static final class FixedFramer extends Framer {
        private final int length;

        FixedFramer(int length, FrameHandler<ByteBuffer> handler) {
            super(handler, "frame of " + length + " bytes", length, ByteOrder.BIG_ENDIAN);
            this.length = length;
        }

        @Override
        int find(ByteBuffer bytes) {
            if (bytes.remaining() < length) {
                return INCOMPLETE;
            }
            frameBegin = bytes.position();
            frameEnd = frameBegin + length;
            nextBegin = frameEnd;
            return FRAME;
        }
    }
}
