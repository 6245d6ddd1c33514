package dev.ioreactor.runtime;

import dev.ioreactor.buffer.ChunkPool;
import dev.ioreactor.buffer.LeaseGuard;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.resource.ResourceContext;
import dev.ioreactor.resource.StreamConnection;
import dev.ioreactor.resource.StreamListener;
import dev.ioreactor.resource.Tally;
import dev.ioreactor.service.Counters;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.time.Clock;
import dev.ioreactor.time.Timer;
import dev.ioreactor.time.TimerWheel;
import dev.ioreactor.trace.Tracer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one runtime and is shared by its phases and its resources: the engine, the table
 * of resources, the queues, the memory, the time of the cycle.
 */
final class RuntimeContext implements ResourceContext {
    private static final int CHUNK_BYTES = 8 << 10;
    private static final int RETAINED_CHUNKS = 1_024;

    final Engine engine;
    final Clock clock;
    final TimerWheel timers;
    final ResourceTable table = new ResourceTable();
    final ResourceQueue dirty = new ResourceQueue();
    final ResourceQueue deferred = new ResourceQueue();

    private final Limits limits;
    private final Tracer tracer;
    private final Service<?> service;
    private final Owner owner;
    private final ChunkPool chunks;
    private final Tally tally;
    private final EngineWake engineWake;
    private final @Nullable LeaseGuard guard;
    private final RuntimeView view;
    private final int mostResources;
    private final List<StreamListener> awaitingRoom = new ArrayList<>();
    private boolean closed;

    /** The time of this cycle. */
    long nowNanos;

    RuntimeContext(
            Engine engine,
            ReactorOptions options,
            Service<?> service,
            Owner owner,
            Tally tally,
            StopRequest stopRequest,
            EngineWake engineWake) {
        this.engine = engine;
        limits = options.limits();
        tracer = options.tracer();
        this.service = service;
        this.owner = owner;
        this.tally = tally;
        this.engineWake = engineWake;
        clock = options.clock();
        timers = new TimerWheel(clock, owner::require);
        chunks = new ChunkPool(engine.memory(), CHUNK_BYTES, RETAINED_CHUNKS);
        guard = options.checked() ? LeaseGuard.strictest() : null;
        mostResources = mostResources(limits, engine.sockets().descriptorLimit());
        nowNanos = clock.nanos();
        view = new RuntimeView(this, stopRequest);
    }

    private static int mostResources(Limits limits, int descriptors) {
        int allowed =
                limits.openResources() > 0
                        ? limits.openResources()
                        : Math.max(1, descriptors - Limits.DESCRIPTOR_RESERVE);
        return Math.min(allowed, ResourceId.MAX_SLOTS);
    }

    // ---- for resources

    @Override
    public ReactorRuntime runtime() {
        return view;
    }

    @Override
    public void requireOwner() {
        owner.require();
    }

    @Override
    public void submit(Operation operation) {
        engine.submit(operation);
    }

    @Override
    public int sendNow(Handle handle, ByteBuffer bytes) {
        return engine.sendNow(handle, bytes);
    }

    @Override
    public void cancel(Operation operation) {
        engine.cancel(operation);
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public long cycle() {
        return tally.cycles;
    }

    @Override
    public Timer after(long delayNanos, Runnable callback) {
        return timers.schedule(nowNanos, delayNanos, callback);
    }

    @Override
    public ChunkPool chunks() {
        return chunks;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Tracer tracer() {
        return tracer;
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public @Nullable LeaseGuard guard() {
        return guard;
    }

    @Override
    public void dirty(ManagedResource resource) {
        if (!resource.dirty) {
            resource.dirty = true;
            dirty.add(resource);
        }
    }

    @Override
    public void defer(ManagedResource resource) {
        if (!resource.isDeferred) {
            resource.isDeferred = true;
            deferred.add(resource);
        }
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        tally.failures++;
        tracer.failed(id, cause);
        try {
            service.failed(id, cause);
        } catch (Throwable again) {
            tracer.failed(id, again); // the service cannot be told that it failed to be told
        }
    }

    @Override
    public void remove(ManagedResource resource) {
        table.remove(resource);
        tally.closed++;
        tally.openResources = table.size();
        if (!awaitingRoom.isEmpty()) {
            List<StreamListener> waiting = List.copyOf(awaitingRoom);
            awaitingRoom.clear();
            waiting.forEach(StreamListener::roomMade);
        }
    }

    @Override
    public boolean hasRoom() {
        return table.size() < mostResources;
    }

    @Override
    public void awaitRoom(StreamListener listener) {
        awaitingRoom.add(listener);
    }

    @Override
    public StreamConnection accepted(Handle handle, Duration idleDeadline) {
        StreamConnection connection = new StreamConnection(this, table.reserve(), handle);
        add(connection);
        if (idleDeadline.isPositive()) {
            connection.idleDeadline(idleDeadline);
        }
        return connection;
    }

    // ---- for the runtime

    RuntimeView view() {
        return view;
    }

    void add(ManagedResource resource) {
        table.add(resource);
        tally.openResources = table.size();
        tracer.opened(resource.id(), resource.kind());
    }

    /** Closes what the runtime owns; all resources are gone. */
    void close() {
        assert table.size() == 0;
        closed = true;
        engine.close();
        chunks.close();
    }

    /** Whether the runtime has stopped. */
    boolean isClosed() {
        return closed;
    }

    boolean isOwnerThread() {
        return owner.isCurrent();
    }

    Counters counters() {
        return tally.snapshot(engineWake.count());
    }
}
