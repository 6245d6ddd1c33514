package dev.ioreactor.resource;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.service.Acceptor;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.time.Timer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener: accepts while there is room, and gets over what the kernel complains about.
 *
 * <pre>
 *   accepting ──▶ paused by the service ─────── resume ───────────────▶ accepting
 *       ├───────▶ no room: the limit of open resources ── one closed ──▶ accepting
 *       └───────▶ starved: EMFILE, ENFILE, ENOBUFS, ENOMEM, ENOSPC of epoll_ctl(2),
 *                    │     or whatever else fails time after time
 *                    └── one of ours closed, or half a second passed ──▶ accepting
 * </pre>
 */
public final class StreamListener extends ManagedResource implements Listener {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Peers that are gone are got over at once, but not for ever: the error may be about us. */
    private static final int MOST_FAILURES = 64;

    private final Duration idleDeadline;
    private final Acceptor acceptor;
    private final Accept accept;
    private @Nullable Timer retry; // null unless starved before
    private @Nullable Consumer<? super Handover> receiver; // of a handover; null unless begun
    private int failures; // in a row, of errors that seem to be about one peer
    private boolean paused;
    private boolean waiting; // for room, or for descriptors

    /**
     * A listener over a handle that listens; {@link #start} comes next.
     *
     * @param idleDeadline of the connections that it accepts
     */
    public StreamListener(
            ResourceContext context,
            ResourceId id,
            Handle handle,
            Duration idleDeadline,
            Acceptor acceptor) {
        super(context, id, handle);
        this.idleDeadline = idleDeadline;
        this.acceptor = acceptor;
        accept = new Accept(handle, this);
        accept.limitPerPoll = context.limits().acceptsPerCycle();
    }

    @Override
    public String kind() {
        return "listener";
    }

    /** Begins to accept. */
    public void start() {
        if (!isOpen() || paused || accept.inFlight()) {
            return;
        }
        if (context().hasRoom()) {
            submit(accept);
        } else {
            waitForRoom(0);
        }
    }

    @Override
    void onCompleted(Operation operation, int result, boolean more) {
        if (result == 0) {
            accepted(accept.takeAccepted());
        } else if (isOpen()) {
            acceptFailed(-result);
        }
    }

    private void accepted(Handle handle) {
        if (!isOpen()) {
            handle.close(); // came after its end had begun: the engine knows nothing of it yet
            return;
        }
        failures = 0;
        context().tally().accepted++;
        StreamConnection connection = context().accepted(handle, idleDeadline);
        ConnectionHandler handler = choose(connection);
        if (handler == null) {
            connection.end(new CloseReason.LocalClose(), Close.Mode.CLOSE);
        } else {
            connection.handler(handler);
            connection.openAccepted();
        }
        if (!context().hasRoom()) {
            cancel(accept);
        }
    }

    private @Nullable ConnectionHandler choose(StreamConnection connection) {
        try {
            return acceptor.accept(connection);
        } catch (Throwable cause) {
            context().failed(connection.id(), cause);
            return null;
        }
    }

    private void acceptFailed(int errno) {
        switch (errno) {
            case Errno.ECANCELED -> start();
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM, Errno.ENOSPC ->
                    starve(errno);
            case Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK, Errno.EOPNOTSUPP ->
                    end(Reasons.of(-errno), Close.Mode.CLOSE);
            default -> peerFailed(errno);
        }
    }

    /** It was gone before it was accepted, or a filter refuses it: accept(2). */
    private void peerFailed(int errno) {
        if (++failures < MOST_FAILURES) {
            start();
        } else {
            failures = 0;
            starve(errno);
        }
    }

    private void starve(int errno) {
        waitForRoom(errno);
        if (retry == null) {
            retry = context().after(RETRY_NANOS, this::roomMade);
        } else {
            retry.rescheduleNanos(RETRY_NANOS);
        }
    }

    private void waitForRoom(int errno) {
        if (!waiting) {
            waiting = true;
            context().tally().acceptPauses++;
            context().tracer().acceptPaused(id(), errno);
            context().awaitRoom(this);
        }
    }

    /** A resource was closed, or time has passed: tries again. */
    public void roomMade() {
        if (waiting) {
            waiting = false;
            context().tracer().acceptResumed(id());
            start();
        }
    }

    @Override
    public void pause() {
        context().requireOwner();
        if (!paused && isOpen()) {
            paused = true;
            cancel(accept);
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

    @Override
    public void flush() {}

    @Override
    public void deferred() {}

    @Override
    public void stop() {
        end(new CloseReason.ReactorStopped(), Close.Mode.CLOSE);
    }

    @Override
    public void close() {
        context().requireOwner();
        end(new CloseReason.LocalClose(), Close.Mode.CLOSE);
    }

    @Override
    public void handOver(Consumer<? super Handover> to) {
        context().requireOwner();
        if (!isOpen()) {
            throw new IllegalStateException("closed: " + this);
        }
        receiver = Objects.requireNonNull(to);
        end(new CloseReason.LocalClose(), Close.Mode.RELEASE);
    }

    @Override
    void cancelOperations() {
        cancel(accept);
        if (retry != null) {
            retry.cancel();
        }
    }

    @Override
    void onClosed(CloseReason why, Close.Mode how) {
        Consumer<? super Handover> to = receiver;
        try {
            if (to != null && how == Close.Mode.RELEASE) {
                context().tracer().handedOver(id());
                to.accept(ReleasedSocket.of(ReleasedSocket.Kind.LISTENER, handle()));
            } else {
                context().tracer().closed(id(), why, 0);
                acceptor.closed(this, why);
            }
        } catch (Throwable cause) {
            context().failed(id(), cause);
        }
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return isClosed() ? null : handle().localAddress();
    }

    @Override
    public int port() {
        return localAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }
}
