package dev.ioreactor.resource;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.buffer.LeaseGuard;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.time.Timer;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection: two directions that end independently, over one handle.
 *
 * <p>{@link InboundStream} and {@link OutboundStream} know their own direction; here is what
 * concerns both: how it begins, who is told, what one direction does to the other, and how it ends.
 * It ends when both have ended, or when the service, a deadline or a failure says so; then it is
 * closed as {@link ManagedResource} says.
 */
public final class StreamConnection extends ManagedResource implements Connection {
    private static final long CONNECT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final ConnectionHandler NOBODY = (connection, bytes) -> {};

    private final InboundStream inbound;
    private final OutboundStream outbound;

    private ConnectionHandler handler = NOBODY;
    private @Nullable Connect connect; // null once connected, and for accepted ones
    private @Nullable Timer deadline; // of connecting or of lingering; null when neither
    private @Nullable IdleDeadline idle; // null without one
    private @Nullable Consumer<? super Handover> receiver; // of a handover; null unless begun
    private @Nullable CloseReason drainReason; // null unless draining
    private @Nullable ConnectionHandler reader; // null unless it is just offered bytes

    private boolean owesOpened;

    /** A connection over {@code handle}; one of the {@code open} methods comes next. */
    public StreamConnection(ResourceContext context, ResourceId id, Handle handle) {
        super(context, id, handle);
        inbound = new InboundStream(this, context);
        outbound = new OutboundStream(this, context);
    }

    @Override
    public String kind() {
        return "connection";
    }

    @Override
    void onCompleted(Operation operation, int result, boolean more) {
        if (inbound.owns(operation)) {
            inbound.completed(operation, result);
        } else if (outbound.owns(operation)) {
            outbound.completed(operation, result);
        } else {
            connected(result);
        }
    }

    // ---- how it begins

    /** Begins to connect; {@code opened} or {@code closed} follows. */
    public void openByConnecting(SocketAddress remote, Duration limit, ConnectionHandler next) {
        handler = next;
        connect = new Connect(handle(), remote, this);
        submit(connect);
        deadline =
                context()
                        .after(
                                TimeUnit.NANOSECONDS.convert(limit),
                                () -> end(new CloseReason.TimedOut("connect"), Close.Mode.CLOSE));
    }

    /** Begins at once, from inside the completion of an accept. */
    void openAccepted() {
        tellOpened();
    }

    /** Takes over what another runtime handed over; begins outside of any callback. */
    public void openAdopted(ReleasedSocket from, ConnectionHandler next) {
        handler = next;
        inbound.adopt(from.unread(), from.endOfStream());
        byte[] unsent = from.unsent();
        outbound.queue().append(unsent, 0, unsent.length);
        outbound.recorded();
        owesOpened = true;
        context().defer(this);
    }

    private void connected(int result) {
        if (result == -Errno.EAGAIN && isOpen()) {
            context().after(CONNECT_AGAIN_NANOS, this::connectAgain);
            return;
        }
        connect = null;
        cancelDeadline();
        if (!isOpen()) {
            return;
        }
        if (result < 0) {
            end(Reasons.of(result), Close.Mode.CLOSE);
            return;
        }
        context().tally().connected++;
        wasActive();
        context().dirty(this); // it may have been sent to, or finished, meanwhile
        tellOpened();
    }

    /** The backlog of a Unix listener was full, which that kind of socket does not wait for. */
    private void connectAgain() {
        if (isOpen() && connect != null) {
            submit(connect);
        }
    }

    private void tellOpened() {
        tell(() -> handler.opened(this));
        inbound.start();
    }

    boolean isConnected() {
        return connect == null;
    }

    @Override
    public void deferred() {
        if (owesOpened && isOpen()) {
            owesOpened = false;
            tellOpened();
        }
        inbound.deferred();
    }

    // ---- inbound

    boolean mayReceive() {
        return connect == null
                && !owesOpened
                && (isDraining() || !(inbound.isPaused() || outbound.isThrottled()));
    }

    boolean holdsInbound() {
        return outbound.holdsInbound();
    }

    void countReceived(int count) {
        context().tally().bytesReceived += count;
        context().tracer().received(id(), count);
        wasActive();
    }

    void callBytes(ByteBuffer bytes) {
        LeaseGuard guard = context().guard();
        reader = handler;
        try {
            bytes.order(ByteOrder.BIG_ENDIAN);
            if (guard == null) {
                handler.bytes(this, bytes);
            } else {
                callGuarded(guard, bytes);
            }
        } catch (Throwable cause) {
            threw(cause);
        } finally {
            reader = null;
        }
    }

    private void callGuarded(LeaseGuard guard, ByteBuffer bytes) throws Exception {
        ByteBuffer lent = guard.lend(bytes);
        int before = lent.remaining();
        try {
            handler.bytes(this, lent);
            bytes.position(bytes.position() + before - lent.remaining());
        } finally {
            guard.takeBack(lent);
        }
    }

    /** A handler whose sends fail may leave all unread: then that they fail is the reason. */
    void limitUnread(int bytes) {
        int limit = context().limits().unreadBytes();
        if (bytes <= limit) {
            return;
        }
        CloseReason known = outbound.failure();
        if (known != null) {
            end(known, Close.Mode.CLOSE);
        } else {
            exceeded("unread inbound bytes " + limit);
        }
    }

    void inboundFailed(CloseReason why) {
        CloseReason known = outbound.failure();
        end(known != null ? known : why, Close.Mode.CLOSE);
    }

    void inboundEnded() {
        CloseReason failure = outbound.failure();
        if (failure != null) {
            end(failure, Close.Mode.CLOSE);
        } else if (!isDraining()) {
            tell(() -> handler.endOfStream(this));
        }
        endWhenFinished();
    }

    @Override
    public void pause() {
        context().requireOwner();
        if (!inbound.isPaused() && isOpen()) {
            inbound.pause();
        }
    }

    @Override
    public void resume() {
        context().requireOwner();
        if (inbound.isPaused() && isOpen()) {
            inbound.resume();
        }
    }

    @Override
    public boolean isPaused() {
        return inbound.isPaused();
    }

    @Override
    public boolean isReading() {
        return isOpen()
                && !isDraining()
                && !inbound.isPaused()
                && !outbound.holdsInbound()
                && (reader == null || reader == handler);
    }

    @Override
    public int unreadBytes() {
        return inbound.unreadBytes();
    }

    // ---- outbound

    @Override
    public boolean send(ByteBuffer bytes) {
        context().requireOwner();
        if (!outbound.admits()) {
            return false;
        }
        if (outbound.spares(bytes) && !outbound.sendNow(bytes)) {
            return false;
        }
        outbound.queue().append(bytes);
        outbound.recorded();
        return true;
    }

    @Override
    public boolean send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    @Override
    public boolean send(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        context().requireOwner();
        if (!outbound.admits()) {
            return false;
        }
        outbound.queue().append(bytes, offset, length);
        outbound.recorded();
        return true;
    }

    @Override
    public boolean send(ByteBuffer[] parts) {
        context().requireOwner();
        if (!outbound.admits()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            outbound.queue().append(parts[i]);
        }
        outbound.recorded();
        return true;
    }

    @Override
    public boolean send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        if (!isOpen() || connect != null) {
            return;
        }
        if (endsWithoutShutdown() && outbound.queue().isEmpty()) {
            end(requireNonNull(drainReason), Close.Mode.CLOSE);
        } else {
            outbound.flush();
        }
    }

    @Override
    public void settle() {
        outbound.settle();
    }

    void countSent(int count) {
        context().tally().bytesSent += count;
        context().tracer().sent(id(), count);
    }

    /** The idle deadline begins anew: bytes came or went. */
    void wasActive() {
        if (idle != null) {
            idle.putOff(context().nanos());
        }
    }

    void holdInbound() {
        inbound.hold();
    }

    void outboundDrained(boolean tellHandler) {
        inbound.offerUnread();
        inbound.start();
        if (!tellHandler) {
            return;
        }
        try {
            handler.drained(this);
        } catch (Throwable cause) {
            threw(cause);
        }
    }

    /** The peer takes no more; what it had sent before is still delivered. */
    void outboundFailed(CloseReason why) {
        boolean nothingToRead = inbound.isPaused() && handle().availableBytes() <= 0;
        if (inbound.hasEnded() || isDraining() || nothingToRead) {
            end(why, Close.Mode.CLOSE);
            return;
        }
        linger(why);
        inbound.offerUnread();
        inbound.start();
    }

    void outboundShut() {
        endWhenFinished();
    }

    // ---- how it ends

    @Override
    public void finish() {
        context().requireOwner();
        if (isOpen() && !outbound.isFinishing()) {
            outbound.finish();
        }
    }

    @Override
    public void drain() {
        context().requireOwner();
        drain(inbound.hasEnded() ? new CloseReason.EndOfStream() : new CloseReason.LocalClose());
    }

    private void drain(CloseReason why) {
        if (!isOpen() || isDraining()) {
            return;
        }
        if (connect != null && outbound.queue().isEmpty()) {
            end(why, Close.Mode.CLOSE);
            return;
        }
        drainReason = why;
        inbound.drain();
        if (outbound.isShut()) {
            endWhenFinished();
        } else {
            outbound.finish();
        }
    }

    boolean isDraining() {
        return drainReason != null;
    }

    /** Closing says the same as shutting down first, when nothing is expected any more. */
    boolean endsWithoutShutdown() {
        return isDraining() && inbound.hasEnded();
    }

    private void endWhenFinished() {
        if (!isOpen()) {
            return;
        }
        CloseReason why = drainReason;
        if (inbound.hasEnded() && outbound.isShut()) {
            end(why != null ? why : new CloseReason.EndOfStream(), Close.Mode.CLOSE);
        } else if (inbound.hasEnded() && why != null) {
            context().dirty(this);
        } else if (outbound.isShut() && why != null) {
            linger(why);
        }
    }

    /** Leaves the peer some time to end its side; closing before could destroy what was sent. */
    private void linger(CloseReason why) {
        cancelDeadline();
        long lingerNanos = TimeUnit.NANOSECONDS.convert(context().limits().drainLinger());
        deadline = context().after(lingerNanos, () -> end(why, Close.Mode.CLOSE));
    }

    @Override
    public void stop() {
        drain(new CloseReason.ReactorStopped());
    }

    @Override
    public void stopNow() {
        end(new CloseReason.ReactorStopped(), Close.Mode.ABORT);
    }

    @Override
    public void close() {
        context().requireOwner();
        end(new CloseReason.LocalClose(), Close.Mode.CLOSE);
    }

    @Override
    public void exceeded(String limit) {
        context().requireOwner();
        end(new CloseReason.LimitExceeded(requireNonNull(limit)), Close.Mode.CLOSE);
    }

    @Override
    public void abort() {
        context().requireOwner();
        end(new CloseReason.LocalAbort(), Close.Mode.ABORT);
    }

    @Override
    public void handOver(Consumer<? super Handover> to) {
        context().requireOwner();
        if (!isOpen() || connect != null || outbound.isFinishing() || outbound.failure() != null) {
            throw new IllegalStateException("not connected, or closing: " + this);
        }
        receiver = requireNonNull(to);
        end(new CloseReason.LocalClose(), Close.Mode.RELEASE);
    }

    boolean isHandingOver() {
        return receiver != null;
    }

    @Override
    void cancelOperations() {
        cancel(connect);
        inbound.cancel();
        outbound.cancel();
        cancelDeadline();
        if (idle != null) {
            idle.cancel();
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    @Override
    void onClosed(CloseReason why, Close.Mode how) {
        Consumer<? super Handover> to = receiver;
        if (to != null && how == Close.Mode.RELEASE) {
            ReleasedSocket released =
                    ReleasedSocket.stream(
                            handle(),
                            inbound.takeUnread(),
                            outbound.queue().takeAll(),
                            inbound.hasEnded());
            context().tracer().handedOver(id());
            tell(() -> to.accept(released));
            return;
        }
        outbound.queue().abandon();
        inbound.clear();
        context().tracer().closed(id(), why, unsentBytes());
        tell(() -> handler.closed(this, why));
    }

    private interface Telling {
        void tell() throws Exception;
    }

    /** What a callback throws ends the connection, if that has not begun yet. */
    private void tell(Telling call) {
        try {
            call.tell();
        } catch (Throwable cause) {
            threw(cause);
        }
    }

    // ---- what can be asked and set

    @Override
    public ReactorRuntime runtime() {
        return context().runtime();
    }

    @Override
    public long unsentBytes() {
        return outbound.queue().bytes();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return isClosed() ? null : handle().localAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return isClosed() ? null : handle().remoteAddress();
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        context().requireOwner();
        if (!isOpen()) {
            throw new IOException("closed: " + this);
        }
        handle().setOption(option, value);
    }

    @Override
    public void idleDeadline(Duration limit) {
        context().requireOwner();
        if (limit.isNegative()) {
            throw new IllegalArgumentException("idle deadline " + limit);
        }
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
        if (!limit.isZero() && isOpen()) {
            idle = new IdleDeadline(this, TimeUnit.NANOSECONDS.convert(limit));
        }
    }

    @Override
    public void handler(ConnectionHandler next) {
        context().requireOwner();
        handler = requireNonNull(next);
        if (isOpen()) {
            inbound.handlerChanged();
        }
    }
}
