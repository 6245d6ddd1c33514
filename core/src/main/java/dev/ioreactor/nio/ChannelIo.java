package dev.ioreactor.nio;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import dev.ioreactor.engine.readiness.NonBlockingIo;
import dev.ioreactor.engine.readiness.ReadyHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls on channels. */
final class ChannelIo implements NonBlockingIo {
    /** As many buffers as one write gathers; the JDK itself passes at most 1,024 on. */
    private static final int GATHERED = 64;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /**
     * What is received, longer than what is lent by one byte: a channel drops what does not fit of
     * a datagram without saying so, but the byte too many then shows it.
     */
    private final ByteBuffer received;

    private final int lentBytes;
    private final ByteBuffer[] gathered = new ByteBuffer[GATHERED];

    /** Who sent the datagram received last. */
    private @Nullable SocketAddress source;

    ChannelIo(int receiveBufferBytes) {
        lentBytes = receiveBufferBytes;
        received = ByteBuffer.allocateDirect(receiveBufferBytes + 1);
    }

    @Override
    public boolean knows(ReadyHandle handle) {
        return handle instanceof ChannelHandle;
    }

    @Override
    public int accept(ReadyHandle handle, Accept operation) {
        if (!(handle instanceof ListenerHandle listener)) {
            return -Errno.ENOTSUP;
        }
        try {
            SocketChannel accepted = ((ServerSocketChannel) listener.channel).accept();
            if (accepted == null) {
                return -Errno.EAGAIN;
            }
            operation.accepted(listener.adopt(accepted));
            return 0;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public int connect(ReadyHandle handle, SocketAddress remote) {
        if (!(channel(handle) instanceof SocketChannel stream)) {
            return -Errno.ENOTSUP;
        }
        try {
            return stream.connect(Addresses.toJdk(remote)) ? 0 : -Errno.EINPROGRESS;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public int finishConnect(ReadyHandle handle) {
        try {
            SocketChannel stream = (SocketChannel) channel(handle);
            return stream.finishConnect() ? 0 : -Errno.EINPROGRESS;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public int receive(ReadyHandle handle) {
        if (!(channel(handle) instanceof ReadableByteChannel readable)) {
            return -Errno.ENOTSUP;
        }
        received.clear().limit(lentBytes);
        try {
            int count = readable.read(received);
            // An interrupted read of a channel that does not block returns -3, which is no end.
            return count > 0 ? count : count == -1 ? 0 : -Errno.EAGAIN;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public ByteBuffer received() {
        return received;
    }

    @Override
    public int send(ReadyHandle handle, Send operation) {
        SelectableChannel channel = channel(handle);
        if (!(channel instanceof GatheringByteChannel writable)) {
            return -Errno.ENOTSUP;
        }
        int buffers = gather(operation.first(), operation.bytes());
        try {
            long count =
                    buffers == 1
                            ? writable.write(gathered[0])
                            : writable.write(gathered, 0, buffers);
            return count > 0 ? (int) count : -Errno.EAGAIN;
        } catch (ClosedChannelException closed) {
            // After a shutdown of this direction the channel is open all the same.
            return channel.isOpen() ? -Errno.EPIPE : -Errno.EBADF;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        } finally {
            scatter(buffers);
        }
    }

    @Override
    public int sendNow(ReadyHandle handle, ByteBuffer bytes) {
        if (!(channel(handle) instanceof SocketChannel stream) || !bytes.isDirect()) {
            return -Errno.EAGAIN;
        }
        try {
            int count = stream.write(bytes);
            return count > 0 ? count : -Errno.EAGAIN;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public int datagramsAtOnce() {
        return 1;
    }

    @Override
    public int receiveFrom(ReadyHandle handle, int limit) {
        if (!(channel(handle) instanceof DatagramChannel datagram)) {
            return -Errno.ENOTSUP;
        }
        received.clear();
        try {
            source = datagram.receive(received);
            return source == null ? -Errno.EAGAIN : 1;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public int lend(int index, ReceiveFrom operation) {
        assert index == 0;
        int length = Math.min(received.position(), lentBytes);
        boolean truncated = received.position() > lentBytes;
        received.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
        operation.lend(received, source, truncated);
        return length;
    }

    @Override
    public int sendTo(ReadyHandle handle, SendTo operation) {
        if (!(channel(handle) instanceof DatagramChannel datagram)) {
            return -Errno.ENOTSUP;
        }
        Chunk chunk = operation.first();
        for (int sent = 0; sent < operation.count(); sent++) {
            int result = sendDatagram(datagram, Objects.requireNonNull(chunk));
            if (result < 0) {
                return sent > 0 ? sent : result;
            }
            chunk = chunk.next;
        }
        return operation.count();
    }

    @Override
    public int readAt(ReadyHandle handle, ReadAt operation) {
        return -Errno.ENOTSUP;
    }

    @Override
    public int writeAt(ReadyHandle handle, WriteAt operation) {
        return -Errno.ENOTSUP;
    }

    @Override
    public int sync(ReadyHandle handle, Sync operation) {
        return -Errno.ENOTSUP;
    }

    @Override
    public int shutdown(ReadyHandle handle) {
        if (!(channel(handle) instanceof SocketChannel stream)) {
            return -Errno.ENOTSUP;
        }
        try {
            stream.shutdownOutput();
            return 0;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        }
    }

    @Override
    public void close(ReadyHandle handle, Close.Mode mode) {
        ChannelHandle known = (ChannelHandle) handle;
        if (mode == Close.Mode.RELEASE || known.borrowed) {
            return;
        }
        try (SelectableChannel channel = known.channel) {
            if (mode == Close.Mode.ABORT
                    && channel instanceof SocketChannel stream
                    && stream.isOpen()
                    && stream.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                stream.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException grumbled) {
            // The channel is closed either way, and a close has no other result.
        }
    }

    /**
     * Collects at most {@code bytes} of a chain into {@link #gathered}; returns how many buffers.
     */
    private int gather(Chunk first, int bytes) {
        int left = bytes;
        int buffers = 0;
        for (Chunk chunk = first;
                chunk != null && left > 0 && buffers < GATHERED;
                chunk = chunk.next) {
            int count = Math.min(left, chunk.readableBytes());
            chunk.buffer.limit(chunk.begin + count).position(chunk.begin);
            gathered[buffers++] = chunk.buffer;
            left -= count;
        }
        return buffers;
    }

    /** Gives the buffers back as they were: chunks are appended to up to their capacity. */
    private void scatter(int buffers) {
        for (int i = 0; i < buffers; i++) {
            gathered[i].clear();
            gathered[i] = NONE;
        }
    }

    /** Sends one datagram: 0 or a negated errno. */
    private static int sendDatagram(DatagramChannel datagram, Chunk chunk) {
        ByteBuffer bytes = chunk.buffer;
        int length = chunk.readableBytes();
        bytes.limit(chunk.end).position(chunk.begin);
        try {
            int count =
                    chunk.attachment instanceof SocketAddress target
                            ? datagram.send(bytes, target)
                            : datagram.write(bytes);
            // An empty one that was sent and one for which there was no room look alike.
            return count == length ? 0 : -Errno.EAGAIN;
        } catch (IOException | RuntimeException failed) {
            return -Errnos.of(failed);
        } finally {
            bytes.clear();
        }
    }

    private static SelectableChannel channel(ReadyHandle handle) {
        return ((ChannelHandle) handle).channel;
    }
}
