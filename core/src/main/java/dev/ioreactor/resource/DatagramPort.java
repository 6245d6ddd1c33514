package dev.ioreactor.resource;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.LeaseGuard;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.DatagramHandler;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: a queue of datagrams out, one at a time in, and errors that end nothing.
 * Waiting for datagrams that fails for want of memory is tried again: see {@link MemoryShortage}.
 */
public final class DatagramPort extends ManagedResource implements Datagram {
    private static final int MOST_BYTES = 65_507;

    private final DatagramHandler handler;
    private final boolean connected;
    private final ReceiveFrom receive;
    private final SendTo send;

    private @Nullable Chunk head; // null when nothing is queued
    private @Nullable Chunk tail;
    private int queued;
    private long queuedBytes;
    private int unsentAtEnd;
    private @Nullable Consumer<? super Handover> receiver; // of a handover; null unless begun
    private @Nullable CloseReason stopping; // ends with this once the queue is empty; or null
    private int shortages; // how often in a row there was no memory to wait
    private boolean paused;
    private boolean owesDrained;
    private boolean truncated;

    /** A datagram socket over {@code handle}; {@link #start} comes next. */
    public DatagramPort(
            ResourceContext context, ResourceId id, Handle handle, DatagramHandler handler) {
        super(context, id, handle);
        this.handler = handler;
        connected = handle.remoteAddress() != null;
        receive = new ReceiveFrom(handle, this);
        send = new SendTo(handle, this);
    }

    @Override
    public String kind() {
        return "datagram";
    }

    /** Begins to receive. */
    public void start() {
        if (isOpen() && !paused && !receive.inFlight()) {
            submit(receive);
        }
    }

    // ---- inbound

    @Override
    void onCompleted(Operation operation, int result, boolean more) {
        if (operation == send) {
            sent(result);
        } else if (result >= 0) {
            received(result);
        } else if (result == -Errno.ECANCELED) {
            start();
        } else if (more) {
            tellUndelivered(-result);
        } else if (mayBeTriedAgain(result)) {
            context().after(MemoryShortage.RETRY_NANOS, this::start);
        } else if (isOpen()) {
            end(Reasons.of(result), Close.Mode.CLOSE);
        }
    }

    private boolean mayBeTriedAgain(int result) {
        return MemoryShortage.explains(result)
                && isOpen()
                && ++shortages <= MemoryShortage.MOST_RETRIES;
    }

    private void received(int count) {
        if (!isOpen()) {
            context().tally().staleCompletions++;
            return;
        }
        shortages = 0;
        context().tally().datagramsReceived++;
        context().tracer().received(id(), count);
        truncated = receive.truncated();
        ByteBuffer bytes = receive.data().order(ByteOrder.BIG_ENDIAN);
        LeaseGuard guard = context().guard();
        ByteBuffer lent = guard == null ? bytes : guard.lend(bytes);
        try {
            handler.datagram(this, lent, receive.source());
        } catch (Throwable cause) {
            threw(cause);
        } finally {
            truncated = false;
            if (guard != null) {
                guard.takeBack(lent);
            }
        }
    }

    @Override
    public boolean truncated() {
        return truncated;
    }

    @Override
    public void pause() {
        context().requireOwner();
        if (!paused && isOpen()) {
            paused = true;
            cancel(receive);
        }
    }

    @Override
    public void resume() {
        context().requireOwner();
        if (paused) {
            paused = false;
            start();
        }
    }

    // ---- outbound

    @Override
    public boolean send(ByteBuffer bytes, SocketAddress target) {
        return enqueue(bytes, requireNonNull(target));
    }

    @Override
    public boolean send(ByteBuffer bytes) {
        if (!connected) {
            throw new IllegalStateException("not connected: name a target");
        }
        return enqueue(bytes, null);
    }

    private boolean enqueue(ByteBuffer bytes, @Nullable SocketAddress target) {
        context().requireOwner();
        if (bytes.remaining() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a datagram of " + bytes.remaining() + " bytes, at most " + MOST_BYTES);
        }
        if (!isOpen() || stopping != null) {
            return false;
        }
        if (queuedBytes >= context().limits().highWatermarkBytes()) {
            owesDrained = true;
            context().tally().sendsRefused++;
            context().tracer().refused(id(), queuedBytes);
            return false;
        }
        Chunk chunk = context().chunks().lease(bytes.remaining());
        chunk.append(bytes);
        chunk.attachment = target;
        append(chunk);
        context().dirty(this);
        return true;
    }

    private void append(Chunk chunk) {
        Chunk last = tail;
        if (last == null) {
            head = chunk;
        } else {
            last.next = chunk;
        }
        tail = chunk;
        queued++;
        queuedBytes += cost(chunk);
    }

    /** What a datagram counts in the queue: empty ones cost too. */
    private static int cost(Chunk chunk) {
        return Math.max(64, chunk.readableBytes());
    }

    private void releaseHead() {
        Chunk first = requireNonNull(head);
        head = first.next;
        if (head == null) {
            tail = null;
        }
        queued--;
        queuedBytes -= cost(first);
        context().chunks().release(first);
    }

    @Override
    public void flush() {
        Chunk first = head;
        if (!isOpen() || send.inFlight()) {
            return;
        }
        if (first != null) {
            send.of(first, queued);
            submit(send);
        } else if (stopping != null) {
            end(stopping, Close.Mode.CLOSE);
        }
    }

    private void sent(int result) {
        if (result > 0) {
            takenByKernel(result);
        } else if (result != -Errno.ECANCELED) {
            // A refusal is the answer to an earlier datagram; this one has not been tried yet.
            if (result != -Errno.ECONNREFUSED) {
                releaseHead();
            }
            tellUndelivered(-result);
        }
        if (!isOpen()) {
            return;
        }
        if (queued > 0 || stopping != null) {
            context().dirty(this);
        }
        if (owesDrained && queuedBytes <= context().limits().lowWatermarkBytes()) {
            owesDrained = false;
            tell(() -> handler.drained(this));
        }
    }

    private void takenByKernel(int datagrams) {
        int bytes = 0;
        for (int i = 0; i < datagrams; i++) {
            bytes += requireNonNull(head).readableBytes();
            releaseHead();
        }
        context().tally().datagramsSent += datagrams;
        context().tracer().sent(id(), bytes);
    }

    private void tellUndelivered(int errno) {
        if (isOpen()) {
            IOException cause = new IOException(Errno.describe(errno));
            tell(() -> handler.undelivered(this, cause));
        }
    }

    private void tell(Telling call) {
        try {
            call.tell();
        } catch (Throwable cause) {
            threw(cause);
        }
    }

    private interface Telling {
        void tell() throws Exception;
    }

    // ---- how it ends

    @Override
    public void deferred() {}

    @Override
    public void stop() {
        stopWith(new CloseReason.ReactorStopped());
    }

    @Override
    public void close() {
        context().requireOwner();
        stopWith(new CloseReason.LocalClose());
    }

    private void stopWith(CloseReason why) {
        if (isOpen() && stopping == null) {
            stopping = why;
            cancel(receive);
            if (send.inFlight()) {
                end(why, Close.Mode.CLOSE); // blocked: what is queued does not leave in this cycle
            } else {
                context().dirty(this);
            }
        }
    }

    @Override
    public void handOver(Consumer<? super Handover> to) {
        context().requireOwner();
        if (!isOpen()) {
            throw new IllegalStateException("closed: " + this);
        }
        receiver = requireNonNull(to);
        end(new CloseReason.LocalClose(), Close.Mode.RELEASE);
    }

    @Override
    void cancelOperations() {
        cancel(receive);
        cancel(send);
    }

    @Override
    void onClosed(CloseReason why, Close.Mode how) {
        unsentAtEnd = queued;
        while (head != null) {
            releaseHead();
        }
        Consumer<? super Handover> to = receiver;
        try {
            if (to != null && how == Close.Mode.RELEASE) {
                context().tracer().handedOver(id());
                to.accept(ReleasedSocket.of(ReleasedSocket.Kind.DATAGRAM, handle()));
            } else {
                context().tracer().closed(id(), why, unsentAtEnd);
                handler.closed(this, why);
            }
        } catch (Throwable cause) {
            context().failed(id(), cause);
        }
    }

    // ---- what can be asked and set

    @Override
    public ReactorRuntime runtime() {
        return context().runtime();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return isClosed() ? null : handle().localAddress();
    }

    @Override
    public int port() {
        return localAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    @Override
    public void join(InetAddress group, NetworkInterface on) throws IOException {
        context().requireOwner();
        handle().join(group, on);
    }

    @Override
    public void leave(InetAddress group, NetworkInterface on) throws IOException {
        context().requireOwner();
        handle().leave(group, on);
    }

    @Override
    public int unsentDatagrams() {
        return isClosed() ? unsentAtEnd : queued;
    }
}
