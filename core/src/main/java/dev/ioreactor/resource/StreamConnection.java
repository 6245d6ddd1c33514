package dev.ioreactor.resource;

import dev.ioreactor.buffer.LeaseGuard;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.Shutdown;
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
 * <pre>
 *   in:   flowing ⇄ held (paused by the service, or throttled by its own unsent bytes)
 *            └──▶ ended (end of stream, or failed)
 *   out:  flowing ──▶ finishing (finish, drain) ──▶ shut
 *            └──▶ failed: what had arrived is still delivered, then the connection ends
 * </pre>
 *
 * <p>When both have ended, or the service or a failure ends it, it is closed as {@link
 * ManagedResource} says.
 */
public final class StreamConnection extends ManagedResource implements Connection {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final ConnectionHandler NOBODY = (connection, bytes) -> {};

    private final OutboundQueue outbound;
    private final UnreadBytes unread;
    private final Receive receive;
    private final Send send;

    private ConnectionHandler handler;
    private @Nullable Connect connect; // null once connected, and for accepted ones
    private @Nullable Ready hangup; // null until first paused
    private @Nullable Timer deadline; // of connecting or of lingering; null when neither
    private @Nullable Timer idle; // null without an idle deadline
    private @Nullable CloseReason failure; // of the sending direction; null while it is well
    private @Nullable Consumer<? super Handover> receiver; // of a handover; null unless begun

    private CloseReason drainReason = new CloseReason.LocalClose();
    private long idleNanos;
    private long lastActivityNanos;
    private long unsentAtEnd;

    private boolean paused; // by the service
    private boolean throttled; // not read because too much is queued
    private boolean refused; // a send was, since it last drained
    private boolean owesDrained;
    private boolean owesOpened;
    private boolean owesUnread; // held bytes are to be offered again
    private boolean owesEnd; // the end of stream came while held
    private boolean inputEnded;
    private boolean finishing;
    private boolean shutSubmitted;
    private boolean outputShut;
    private boolean draining;

    /** A connection over {@code handle}; one of the {@code open} methods comes next. */
    public StreamConnection(ResourceContext context, ResourceId id, Handle handle) {
        super(context, id, handle);
        outbound = new OutboundQueue(context.chunks());
        unread = new UnreadBytes(context.chunks());
        receive = new Receive(handle, this);
        send = new Send(handle, this);
        handler = NOBODY;
        lastActivityNanos = context.nanos();
    }

    @Override
    public String kind() {
        return "connection";
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
        unread.append(ByteBuffer.wrap(from.unread()));
        byte[] unsent = from.unsent();
        outbound.append(unsent, 0, unsent.length);
        inputEnded = from.endOfStream();
        owesOpened = true;
        owesUnread = true;
        owesEnd = inputEnded;
        context().defer(this);
        if (!outbound.isEmpty()) {
            context().dirty(this);
        }
    }

    private void connected(int result) {
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
        lastActivityNanos = context().nanos();
        if (!outbound.isEmpty() || finishing) {
            context().dirty(this);
        }
        tellOpened();
    }

    private void tellOpened() {
        try {
            handler.opened(this);
        } catch (Throwable cause) {
            threw(cause);
        }
        startReceiving();
    }

    // ---- completions

    @Override
    void onCompleted(Operation operation, int result, boolean more) {
        if (operation == receive) {
            received(result);
        } else if (operation == send) {
            sent(result);
        } else if (operation == connect) {
            connected(result);
        } else if (operation == hangup) {
            hungUp(result);
        } else {
            assert operation instanceof Shutdown;
            shut(result);
        }
    }

    private void received(int result) {
        if (result > 0) {
            receivedBytes(result);
        } else if (result == 0) {
            inputEnded = true;
            inputEnded();
        } else if (result == -Errno.ECANCELED) {
            if (paused) {
                watchForHangup();
            }
            startReceiving();
        } else if (isOpen()) {
            inputEnded = true;
            CloseReason known = failure;
            end(known != null ? known : Reasons.of(result), Close.Mode.CLOSE);
        }
    }

    private void receivedBytes(int count) {
        context().tally().bytesReceived += count;
        lastActivityNanos = context().nanos();
        if (receiver != null) {
            unread.append(receive.data());
        } else if (!isOpen()) {
            context().tally().staleCompletions++;
        } else if (draining) {
            return; // nobody wants them any more: lingering until the peer closes
        } else if (isHeld()) {
            unread.append(receive.data());
        } else {
            context().tracer().received(id(), count);
            deliver(receive.data());
        }
    }

    private void inputEnded() {
        if (!isOpen()) {
            return;
        }
        if (failure != null) {
            end(failure, Close.Mode.CLOSE);
        } else if (draining) {
            endWhenFinished();
        } else if (isHeld() && !unread.isEmpty()) {
            owesEnd = true;
        } else {
            tellEndOfStream();
        }
    }

    private void tellEndOfStream() {
        owesEnd = false;
        try {
            handler.endOfStream(this);
        } catch (Throwable cause) {
            threw(cause);
        }
        endWhenFinished();
    }

    private void sent(int result) {
        if (result > 0) {
            outbound.consume(result);
            context().tally().bytesSent += result;
            context().tracer().sent(id(), result);
            lastActivityNanos = context().nanos();
        } else if (result != -Errno.ECANCELED) {
            sendFailed(Reasons.of(result));
        }
        if (isOpen() && failure == null) {
            settleDrained();
            flush();
        }
    }

    /** The peer takes no more; what it had sent before is still delivered. */
    private void sendFailed(CloseReason why) {
        if (!isOpen()) {
            return;
        }
        failure = why;
        refused = false;
        throttled = false;
        if (inputEnded || draining || (paused && handle().availableBytes() <= 0)) {
            end(why, Close.Mode.CLOSE);
            return;
        }
        linger(why);
        if (!unread.isEmpty()) {
            owesUnread = true;
            context().defer(this);
        }
        startReceiving();
    }

    private void shut(int result) {
        if (!isOpen()) {
            return;
        }
        outputShut = true;
        if (result < 0 && result != -Errno.ECANCELED) {
            sendFailed(Reasons.of(result));
        } else {
            endWhenFinished();
        }
    }

    private void hungUp(int bits) {
        if (isOpen() && paused && bits > 0 && handle().availableBytes() == 0 && !inputEnded) {
            submit(receive); // nothing is in front of the end: it can be told although paused
        }
    }

    // ---- inbound

    private boolean isHeld() {
        return paused || throttled || refused;
    }

    private void startReceiving() {
        if (isOpen() && !inputEnded && !receive.inFlight() && !owesOpened && mayReceive()) {
            submit(receive);
        }
    }

    private boolean mayReceive() {
        return connect == null && (draining || !(paused || throttled));
    }

    private void deliver(ByteBuffer fresh) {
        if (unread.isEmpty()) {
            call(fresh);
            if (receiver != null || isOpen()) {
                unread.append(fresh);
            }
        } else {
            unread.append(fresh);
            ByteBuffer view = unread.view();
            call(view);
            unread.readUpTo(view.position());
        }
        if (draining) {
            unread.clear();
        }
        int limit = context().limits().unreadBytes();
        if (isOpen() && !isHeld() && unread.bytes() > limit) {
            end(new CloseReason.LimitExceeded("unread inbound bytes " + limit), Close.Mode.CLOSE);
        }
    }

    private void call(ByteBuffer bytes) {
        LeaseGuard guard = context().guard();
        try {
            bytes.order(ByteOrder.BIG_ENDIAN);
            if (guard == null) {
                handler.bytes(this, bytes);
            } else {
                callGuarded(guard, bytes);
            }
        } catch (Throwable cause) {
            threw(cause);
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

    @Override
    public void pause() {
        context().requireOwner();
        if (!paused && isOpen()) {
            paused = true;
            if (receive.inFlight()) {
                cancel(receive);
            } else {
                watchForHangup();
            }
        }
    }

    @Override
    public void resume() {
        context().requireOwner();
        if (paused && isOpen()) {
            paused = false;
            cancel(hangup);
            offerUnread();
            startReceiving();
        }
    }

    private void watchForHangup() {
        if (!isOpen() || inputEnded || draining || connect != null) {
            return;
        }
        if (hangup == null) {
            hangup = new Ready(handle(), this);
            hangup.of(Ready.HANGUP, false);
        }
        if (!hangup.inFlight()) {
            submit(hangup);
        }
    }

    private void offerUnread() {
        if (!unread.isEmpty() || owesEnd) {
            owesUnread = true;
            context().defer(this);
        }
    }

    @Override
    public void deferred() {
        if (owesOpened && isOpen()) {
            owesOpened = false;
            tellOpened();
        }
        if (owesUnread && isOpen() && !isHeld()) {
            owesUnread = false;
            if (!unread.isEmpty()) {
                deliver(NO_BYTES);
            }
        }
        if (owesEnd && isOpen() && !isHeld()) {
            tellEndOfStream();
        }
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    public int unreadBytes() {
        return unread.bytes();
    }

    // ---- outbound

    @Override
    public boolean send(ByteBuffer bytes) {
        if (!admit()) {
            return false;
        }
        outbound.append(bytes);
        recorded();
        return true;
    }

    @Override
    public boolean send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    @Override
    public boolean send(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (!admit()) {
            return false;
        }
        outbound.append(bytes, offset, length);
        recorded();
        return true;
    }

    @Override
    public boolean send(ByteBuffer[] parts) {
        if (!admit()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            outbound.append(parts[i]);
        }
        recorded();
        return true;
    }

    @Override
    public boolean send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean admit() {
        context().requireOwner();
        if (!isOpen() || finishing || failure != null) {
            return false;
        }
        if (outbound.bytes() < context().limits().highWatermarkBytes()) {
            return true;
        }
        refused = true;
        owesDrained = true;
        context().tally().sendsRefused++;
        context().tracer().refused(id(), outbound.bytes());
        return false;
    }

    private void recorded() {
        if (!outbound.isEmpty() && connect == null && !send.inFlight()) {
            context().dirty(this);
        }
        if (outbound.bytes() >= context().limits().highWatermarkBytes()) {
            owesDrained = true;
        }
    }

    @Override
    public void flush() {
        if (!isOpen() || connect != null || failure != null || send.inFlight()) {
            return;
        }
        if (!outbound.isEmpty()) {
            send.of(outbound.head(), (int) Math.min(outbound.bytes(), Integer.MAX_VALUE));
            submit(send);
        } else if (draining && inputEnded) {
            end(drainReason, Close.Mode.CLOSE);
        } else if (finishing && !shutSubmitted) {
            shutSubmitted = true;
            submit(new Shutdown(handle(), this));
        }
    }

    @Override
    public void settle() {
        if (isOpen() && !throttled && outbound.bytes() >= context().limits().highWatermarkBytes()) {
            throttled = true;
            cancel(receive);
        }
    }

    private void settleDrained() {
        if (!owesDrained || outbound.bytes() > context().limits().lowWatermarkBytes()) {
            return;
        }
        owesDrained = false;
        refused = false;
        throttled = false;
        offerUnread();
        startReceiving();
        if (finishing) {
            return;
        }
        try {
            handler.drained(this);
        } catch (Throwable cause) {
            threw(cause);
        }
    }

    // ---- how it ends

    @Override
    public void finish() {
        context().requireOwner();
        if (isOpen() && !finishing) {
            finishing = true;
            context().dirty(this);
        }
    }

    @Override
    public void drain() {
        context().requireOwner();
        drain(inputEnded ? new CloseReason.EndOfStream() : new CloseReason.LocalClose());
    }

    private void drain(CloseReason why) {
        if (!isOpen() || draining) {
            return;
        }
        if (connect != null && outbound.isEmpty()) {
            end(why, Close.Mode.CLOSE);
            return;
        }
        draining = true;
        drainReason = why;
        finishing = true;
        owesUnread = false;
        owesEnd = false;
        cancel(hangup);
        startReceiving();
        if (outputShut) {
            endWhenFinished();
        } else {
            context().dirty(this);
        }
    }

    private void endWhenFinished() {
        if (!isOpen()) {
            return;
        }
        if (inputEnded && outputShut) {
            end(draining ? drainReason : new CloseReason.EndOfStream(), Close.Mode.CLOSE);
        } else if (inputEnded && draining) {
            context().dirty(this);
        } else if (outputShut && draining) {
            linger(drainReason);
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
    public void abort() {
        context().requireOwner();
        end(new CloseReason.LocalAbort(), Close.Mode.ABORT);
    }

    @Override
    public void handOver(Consumer<? super Handover> to) {
        context().requireOwner();
        if (!isOpen() || connect != null || finishing || failure != null) {
            throw new IllegalStateException("not connected, or closing: " + this);
        }
        receiver = Objects.requireNonNull(to);
        end(new CloseReason.LocalClose(), Close.Mode.RELEASE);
    }

    @Override
    void cancelOperations() {
        cancel(connect);
        cancel(receive);
        cancel(send);
        cancel(hangup);
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
                            handle(), unread.takeAll(), outbound.takeAll(), inputEnded);
            tell(() -> to.accept(released));
            return;
        }
        unsentAtEnd = outbound.clear();
        unread.clear();
        context().tracer().closed(id(), why, unsentAtEnd);
        tell(() -> handler.closed(this, why));
    }

    private void tell(Telling last) {
        try {
            last.tell();
        } catch (Throwable cause) {
            context().failed(id(), cause);
        }
    }

    private interface Telling {
        void tell() throws Exception;
    }

    // ---- what can be asked and set

    @Override
    public ReactorRuntime runtime() {
        return context().runtime();
    }

    @Override
    public long unsentBytes() {
        return isClosed() ? unsentAtEnd : outbound.bytes();
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
        idleNanos = TimeUnit.NANOSECONDS.convert(limit);
        lastActivityNanos = context().nanos();
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
        if (idleNanos > 0 && isOpen()) {
            idle = context().after(idleNanos, this::checkIdle);
        }
    }

    private void checkIdle() {
        long leftNanos = lastActivityNanos + idleNanos - context().nanos();
        Timer timer = idle;
        if (leftNanos <= 0) {
            end(new CloseReason.TimedOut("idle"), Close.Mode.CLOSE);
        } else if (timer != null) {
            timer.rescheduleNanos(leftNanos);
        }
    }

    @Override
    public void handler(ConnectionHandler next) {
        context().requireOwner();
        handler = Objects.requireNonNull(next);
    }
}
