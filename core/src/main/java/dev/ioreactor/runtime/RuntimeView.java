package dev.ioreactor.runtime;

import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Sockets;
import dev.ioreactor.resource.DatagramPort;
import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.resource.RegisteredResource;
import dev.ioreactor.resource.ReleasedSocket;
import dev.ioreactor.resource.StreamConnection;
import dev.ioreactor.resource.StreamListener;
import dev.ioreactor.service.Acceptor;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Counters;
import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.DatagramHandler;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ReactorStoppedException;
import dev.ioreactor.service.Resource;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.StreamEndpoint;
import dev.ioreactor.service.Udp;
import dev.ioreactor.time.Timer;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The runtime as its service sees it: turns calls into resources of the context. */
final class RuntimeView implements ReactorRuntime {
    private final RuntimeContext context;
    private final StopRequest stopRequest;
    private final IdentityHashMap<Resource, ResourceId> registrations = new IdentityHashMap<>();

    RuntimeView(RuntimeContext context, StopRequest stopRequest) {
        this.context = context;
        this.stopRequest = stopRequest;
    }

    // ---- opening

    @Override
    public Listener listen(StreamEndpoint at, Acceptor acceptor) throws IOException {
        requireRunning();
        Objects.requireNonNull(acceptor);
        Handle handle = sockets().listen(at.address(), at.backlog(), at.options());
        StreamListener listener =
                open(
                        handle,
                        id -> new StreamListener(context, id, handle, at.idleDeadline(), acceptor));
        listener.start();
        return listener;
    }

    @Override
    public Connection connect(StreamEndpoint to, ConnectionHandler handler) throws IOException {
        requireRunning();
        Objects.requireNonNull(handler);
        Handle handle = sockets().stream(to.address(), to.local(), to.options());
        StreamConnection connection = open(handle, id -> new StreamConnection(context, id, handle));
        Duration limit = to.connectDeadline();
        connection.openByConnecting(
                to.address(), limit != null ? limit : context.limits().connectDeadline(), handler);
        if (to.idleDeadline().isPositive()) {
            connection.idleDeadline(to.idleDeadline());
        }
        return connection;
    }

    @Override
    public Datagram datagram(Udp socket, DatagramHandler handler) throws IOException {
        requireRunning();
        Objects.requireNonNull(handler);
        Handle handle =
                sockets()
                        .datagram(
                                socket.family(), socket.local(), socket.remote(), socket.options());
        DatagramPort port = open(handle, id -> new DatagramPort(context, id, handle, handler));
        port.start();
        return port;
    }

    @Override
    public ResourceId register(Resource resource) throws IOException {
        requireRunning();
        ResourceId known = registrations.get(resource);
        if (known != null && context.table.find(known) != null) {
            throw new IllegalArgumentException("registered already, as " + known);
        }
        SelectableChannel channel = resource.channel();
        Handle handle =
                channel != null && !sockets().borrowsDescriptors()
                        ? sockets().borrow(channel)
                        : sockets().borrow(resource.descriptor());
        RegisteredResource registered =
                open(
                        handle,
                        id ->
                                new RegisteredResource(
                                        context,
                                        id,
                                        handle,
                                        resource,
                                        () -> registrations.remove(resource, id)));
        registrations.put(resource, registered.id());
        registered.start();
        return registered.id();
    }

    private <R extends ManagedResource> R open(Handle handle, Function<ResourceId, R> maker) {
        ResourceId id = context.table.reserve();
        R resource;
        try {
            resource = maker.apply(id);
        } catch (Throwable cause) {
            context.table.cancel(id);
            handle.close();
            throw cause;
        }
        context.add(resource);
        return resource;
    }

    private Sockets sockets() {
        return context.engine.sockets();
    }

    private void requireRunning() {
        context.requireOwner();
        if (stopRequest.isAsked()) {
            throw new ReactorStoppedException("the reactor is stopping: nothing new is opened");
        }
    }

    // ---- registrations

    @Override
    public Resource unregister(ResourceId id) {
        Resource resource = registered(id).unregister();
        registrations.remove(resource);
        return resource;
    }

    @Override
    public void update(ResourceId id) {
        registered(id).start();
    }

    private RegisteredResource registered(ResourceId id) {
        context.requireOwner();
        if (context.table.find(id) instanceof RegisteredResource registered
                && registered.isOpen()) {
            return registered;
        }
        throw new IllegalArgumentException("no resource is registered as " + id);
    }

    // ---- handover

    @Override
    public Connection adopt(Handover handover, ConnectionHandler handler) {
        Objects.requireNonNull(handler);
        ReleasedSocket released = adoptable(handover);
        Handle handle = released.take(ReleasedSocket.Kind.STREAM);
        StreamConnection connection = open(handle, id -> new StreamConnection(context, id, handle));
        connection.openAdopted(released, handler);
        return connection;
    }

    @Override
    public Listener adoptListener(Handover handover, Acceptor acceptor) {
        Objects.requireNonNull(acceptor);
        ReleasedSocket released = adoptable(handover);
        Handle handle = released.take(ReleasedSocket.Kind.LISTENER);
        StreamListener listener =
                open(
                        handle,
                        id -> new StreamListener(context, id, handle, Duration.ZERO, acceptor));
        listener.start();
        return listener;
    }

    @Override
    public Datagram adoptDatagram(Handover handover, DatagramHandler handler) {
        Objects.requireNonNull(handler);
        ReleasedSocket released = adoptable(handover);
        Handle handle = released.take(ReleasedSocket.Kind.DATAGRAM);
        DatagramPort port = open(handle, id -> new DatagramPort(context, id, handle, handler));
        port.start();
        return port;
    }

    private ReleasedSocket adoptable(Handover handover) {
        requireRunning();
        if (!(handover instanceof ReleasedSocket released)) {
            throw new IllegalArgumentException("not a handover of a reactor: " + handover);
        }
        if (!sockets().accepts(released.handle())) {
            throw new IllegalArgumentException(
                    "the engine " + engine() + " cannot go on with " + released.handle());
        }
        return released;
    }

    // ---- by id

    @Override
    public boolean close(ResourceId id) {
        context.requireOwner();
        ManagedResource resource = context.table.find(id);
        if (resource == null || !resource.isOpen()) {
            return false;
        }
        resource.endByService();
        return true;
    }

    @Override
    public @Nullable Connection connection(ResourceId id) {
        context.requireOwner();
        return context.table.find(id) instanceof StreamConnection connection && connection.isOpen()
                ? connection
                : null;
    }

    // ---- timers

    @Override
    public Timer after(Duration delay, Runnable callback) {
        requireAlive();
        return context.timers.schedule(context.clock.nanos(), nanos(delay), callback);
    }

    @Override
    public Timer every(Duration period, Runnable callback) {
        requireAlive();
        long nanos = nanos(period);
        return context.timers.scheduleAtFixedRate(context.clock.nanos(), nanos, nanos, callback);
    }

    @Override
    public Timer withDelay(Duration delay, Runnable callback) {
        requireAlive();
        long nanos = nanos(delay);
        return context.timers.scheduleWithFixedDelay(context.clock.nanos(), nanos, nanos, callback);
    }

    private void requireAlive() {
        context.requireOwner();
        if (context.isClosed()) {
            throw new ReactorStoppedException("the reactor has stopped: no timer would fire");
        }
    }

    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration); // saturates
    }

    // ---- the rest

    @Override
    public long nanos() {
        return context.nanos();
    }

    @Override
    public void stop() {
        context.requireOwner();
        stopRequest.ask(nanos(context.limits().stopGrace()));
    }

    @Override
    public boolean isOwnerThread() {
        return context.isOwnerThread();
    }

    @Override
    public String engine() {
        return context.engine.name();
    }

    @Override
    public Limits limits() {
        return context.limits();
    }

    @Override
    public Counters counters() {
        return context.counters();
    }
}
