package dev.ioreactor.resource;

import dev.ioreactor.buffer.ChunkPool;
import dev.ioreactor.buffer.LeaseGuard;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.time.Timer;
import dev.ioreactor.trace.Tracer;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the resources of a runtime ask of it: the seam that keeps them below it.
 *
 * <p>Confined to the runtime's thread.
 */
public interface ResourceContext {
    /** The runtime as its service sees it. */
    ReactorRuntime runtime();

    /** Throws unless the calling thread owns the runtime. */
    void requireOwner();

    /** Queues an operation. */
    void submit(Operation operation);

    /** Sends at once as {@link Engine#sendNow} says. */
    int sendNow(Handle handle, ByteBuffer bytes);

    /** Asks for the early end of an operation. */
    void cancel(Operation operation);

    /** The time of this cycle. */
    long nanos();

    /** The number of this cycle. */
    long cycle();

    /** Calls back after a delay, measured from this cycle. */
    Timer after(long delayNanos, Runnable callback);

    /** The memory for queued bytes. */
    ChunkPool chunks();

    /** The limits in force. */
    Limits limits();

    /** The tracer, never null. */
    Tracer tracer();

    /** What is counted. */
    Tally tally();

    /** The guard over lent buffers, null unless in checked mode. */
    @Nullable LeaseGuard guard();

    /** Lets {@link ManagedResource#flush} be called once, at the end of this cycle. */
    void dirty(ManagedResource resource);

    /** Lets {@link ManagedResource#deferred} be called once, outside of any callback. */
    void defer(ManagedResource resource);

    /** Reports what a callback threw, to the tracer and to the service. */
    void failed(@Nullable ResourceId id, Throwable cause);

    /** Forgets a resource, whose last operation has completed. */
    void remove(ManagedResource resource);

    /** Whether another resource may be opened. */
    boolean hasRoom();

    /** Lets {@link StreamListener#roomMade} be called when a resource has been removed. */
    void awaitRoom(StreamListener listener);

    /** Makes a connection of a handle that was accepted. */
    StreamConnection accepted(Handle handle, Duration idleDeadline);
}
