package dev.ioreactor.engine;

import dev.ioreactor.buffer.ChunkMemory;
import java.nio.ByteBuffer;

/**
 * Executes operations against a kernel, or against a simulator, and says how each of them ended.
 *
 * <p>What every engine must supply, and the contract suite checks:
 *
 * <ol>
 *   <li>Each submitted operation completes exactly once; a multishot one any number of times with
 *       {@code more} and then exactly once without.
 *   <li>A cancelled operation still completes: with what it had reached, or with {@link
 *       Errno#ECANCELED}.
 *   <li>{@link #submit} and {@link #cancel} only queue. They may be called from inside {@link
 *       CompletionSink#complete}.
 *   <li>Memory that an operation refers to is not touched after its final completion; memory that a
 *       completion lends is valid until {@link CompletionSink#complete} returns.
 *   <li>No wake is lost: after {@link #wake} the current {@link #poll}, or else the next one,
 *       returns without waiting. Any number of wakes cost one return.
 *   <li>A timed wait does not end early, except for a completion or a wake; interruptions by
 *       signals are invisible.
 *   <li>An engine calls nothing but the sink, starts no thread, and reads no clock but that of its
 *       {@link EngineConfig}.
 * </ol>
 *
 * <p>What is <em>not</em> promised: an order between completions of different operations; that
 * {@link #flush} completes anything; that {@link #poll} returns more than zero completions.
 *
 * <p>Confined to one thread, the one that calls {@link #poll}, except {@link #wake}. Results are
 * {@code int}s, negative ones are negated {@link Errno} numbers; exceptions are for misuse and for
 * an engine that cannot go on.
 */
public interface Engine extends AutoCloseable {
    /** The name that it is chosen by, such as {@code epoll}. */
    String name();

    /** Opens the handles that operations work on. */
    Sockets sockets();

    /** The memory for bytes that this engine sends. */
    ChunkMemory memory();

    /**
     * Queues an operation, which must be idle and whose handle must be open. It is started by the
     * next {@link #flush} or {@link #poll}; never calls back.
     */
    void submit(Operation operation);

    /**
     * Asks for an early end of an operation in flight; its final completion still comes. Does
     * nothing for an idle one. Never calls back.
     */
    void cancel(Operation operation);

    /**
     * Starts what was submitted and delivers what ends at once, as far as this engine can without
     * waiting; an engine that starts and waits in one kernel call leaves it to {@link #poll}.
     * Operations submitted by the sink meanwhile are left for the next call. Never blocks.
     *
     * @return the number of completions delivered
     */
    int flush(CompletionSink sink);

    /**
     * Sends at once, straight from the caller's buffer, what the kernel takes without waiting:
     * spares large pieces a copy. Only while no {@link Send} on the handle is in flight. An engine
     * need not be able to.
     *
     * @param bytes from position to limit; the position moves by what was sent
     * @return the number of bytes sent; {@code -EAGAIN} if the kernel takes none now, or the engine
     *     cannot send from that buffer; any other negated errno as for a {@link Send}
     */
    default int sendNow(Handle handle, ByteBuffer bytes) {
        return -Errno.EAGAIN;
    }

    /**
     * Starts what was submitted, waits until something completes, a wake comes or the time is over,
     * and delivers: the sole blocking call. Does not wait if it delivered something before.
     * Delivers at most {@link EngineConfig#completionsPerPoll} completions (and what one ready
     * listener accepted); the rest follow in the next call.
     *
     * @param timeoutNanos how long to wait at the most; 0 to look only, {@link Long#MAX_VALUE} for
     *     no limit
     * @return the number of completions delivered
     */
    int poll(long timeoutNanos, CompletionSink sink);

    /** Thread-safe. Ends the current {@link #poll}, or the next one, at once. */
    void wake();

    /**
     * Releases everything that the engine owns. Operations still in flight are cancelled and
     * awaited without being delivered; handles are left to their owners. Idempotent.
     */
    @Override
    void close();
}
