package dev.ioreactor.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue by which other threads hand commands to the owner of a runtime: bounded, many
 * producers, one consumer.
 *
 * <p>A producer first claims a sequence number by moving the tail, then stores its command into the
 * slot of that number. The consumer takes commands in the order of their numbers, and stops at the
 * first slot that is claimed but not stored yet.
 *
 * <pre>
 *       taken        stored   claimed     free until head + capacity
 *   ┄┄┄┄┄┄┄┄┄┄┄┄┬──────────┬─────────┬──────────────────────────────┬┄┄┄
 *               head                 tail                           limit
 *   ┄┄┄├────────────────────┼────────────────────┼────────────────────┼┄   chunks
 * </pre>
 *
 * <p>Slots come in chunks, made when the first command for one arrives and let go when the last one
 * is taken, so that memory follows the backlog; two spare chunks go round, so that a steady flow
 * allocates nothing. A chunk is consumed only once all its producers have stored, hence none of
 * them can still hold it when it is used again.
 *
 * <p><b>Thread.</b> {@link #offer}, {@link #seal} and {@link #size} are thread-safe, the rest
 * belongs to the owner. <b>Order.</b> Commands of one producer keep their order. <b>Limits.</b> The
 * capacity is exact. A producer that is suspended between claiming and storing holds up the
 * commands behind its own, not the consumer's thread, unless the mailbox is sealed.
 *
 * @param <C> the type of the commands
 */
final class Mailbox<C> {

    /** What became of an offered command. */
    enum Offer {
        /** It will be drained. */
        ACCEPTED,
        /** As many commands as the capacity allows are waiting; try again later. */
        FULL,
        /** The mailbox takes no more commands, ever. */
        SEALED
    }

    static final int DEFAULT_CAPACITY = 65_536;

    private static final int MOST_CAPACITY = 1 << 30;
    private static final int MOST_CHUNK_SLOTS = 1_024;

    /** A flow that goes on in the next chunk before the last is empty uses two in turn. */
    private static final int SPARES = 2;

    /** Added to the tail by sealing; so much that the tail is then negative. */
    private static final long SEAL = Long.MIN_VALUE;

    // An array is the only layout that the language guarantees: these indices stand two cache
    // lines apart from each other and from whatever surrounds the array, since neighbouring lines
    // are fetched in pairs.
    private static final int TAIL = 16;
    private static final int LIMIT = 32;
    private static final int HEAD = 48;
    private static final int COUNTERS = 64;

    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(Object[][].class);
    private final int capacity;
    private final int chunkBits;
    private final long[] counters = new long[COUNTERS];

    /** A ring with one chunk more than the capacity fills: it may begin and end within chunks. */
    private final @Nullable Object[] @Nullable [] chunks;

    /** Empty chunks for whoever needs the next one; null where there is none. */
    private final @Nullable Object[] @Nullable [] spares = new Object[SPARES][];

    Mailbox() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * A mailbox in which at most {@code capacity} commands wait.
     *
     * @throws IllegalArgumentException if the capacity is not in 1..2^30
     */
    Mailbox(int capacity) {
        this(capacity, MOST_CHUNK_SLOTS);
    }

    /** As above; {@code chunkSlots}, a power of two, is smaller in tests. */
    Mailbox(int capacity, int chunkSlots) {
        if (capacity < 1 || capacity > MOST_CAPACITY) {
            throw new IllegalArgumentException("capacity is not in 1..2^30: " + capacity);
        }
        assert Integer.bitCount(chunkSlots) == 1;
        this.capacity = capacity;
        this.chunkBits = Integer.numberOfTrailingZeros(chunkSlots);
        int needed = ((capacity - 1) >>> chunkBits) + 2;
        this.chunks = new Object[Integer.highestOneBit(2 * needed - 1)][];
        COUNTER.setVolatile(counters, LIMIT, (long) capacity);
    }

    /**
     * Thread-safe. Puts a command in, or says why not. After {@link Offer#ACCEPTED} the caller must
     * {@linkplain Waker#signal() signal} the owner.
     */
    Offer offer(C command) {
        Objects.requireNonNull(command);
        long tail;
        do {
            tail = (long) COUNTER.getVolatile(counters, TAIL);
            if (tail < 0) {
                return Offer.SEALED;
            }
            if (tail >= (long) COUNTER.getAcquire(counters, LIMIT) && !isBelowNewLimit(tail)) {
                return Offer.FULL;
            }
        } while (!COUNTER.compareAndSet(counters, TAIL, tail, tail + 1));
        SLOT.setRelease(chunkToFill(tail), slot(tail), command);
        return Offer.ACCEPTED;
    }

    /** Producers look at the head, which the consumer keeps writing, only when they must. */
    private boolean isBelowNewLimit(long tail) {
        long limit = (long) COUNTER.getAcquire(counters, HEAD) + capacity;
        // A slower producer may set back the limit that a faster one has set: it is only a hint
        // that never exceeds the head plus the capacity.
        COUNTER.setRelease(counters, LIMIT, limit);
        return tail < limit;
    }

    private @Nullable Object[] chunkToFill(long sequence) {
        int index = chunkIndex(sequence);
        @Nullable Object[] chunk = (Object[]) CHUNK.getAcquire(chunks, index);
        return chunk != null ? chunk : installChunk(index);
    }

    private @Nullable Object[] installChunk(int index) {
        @Nullable Object[] fresh = takeSpare();
        @Nullable Object[] winner =
                (Object[]) CHUNK.compareAndExchange(chunks, index, (Object[]) null, fresh);
        if (winner == null) {
            return fresh;
        }
        keepSpare(fresh);
        return winner;
    }

    private @Nullable Object[] takeSpare() {
        for (int i = 0; i < SPARES; i++) {
            @Nullable Object[] spare = (Object[]) CHUNK.getAndSet(spares, i, (Object[]) null);
            if (spare != null) {
                return spare;
            }
        }
        return new Object[1 << chunkBits];
    }

    /** Keeps an empty chunk, or leaves it to the garbage collector. */
    private void keepSpare(@Nullable Object[] chunk) {
        for (int i = 0; i < SPARES; i++) {
            if (CHUNK.compareAndSet(spares, i, (Object[]) null, chunk)) {
                return;
            }
        }
    }

    /**
     * Takes the commands that are in the mailbox now, at most {@code limit} of them, in order, and
     * passes each to {@code consumer}. Those that arrive meanwhile wait for the next call. What the
     * consumer throws ends the call; its command is taken, the others stay.
     *
     * <p>When the mailbox is sealed, waits for producers that have claimed but not stored yet.
     *
     * @return how many were taken
     */
    int drain(int limit, Consumer<? super C> consumer) {
        assert limit >= 0;
        long head = (long) COUNTER.get(counters, HEAD);
        long tail = (long) COUNTER.getVolatile(counters, TAIL);
        boolean sealed = tail < 0;
        long end = Math.min(tail & ~SEAL, head + limit);
        int taken = 0;
        while (head < end) {
            C command = take(head, sealed);
            if (command == null) {
                break;
            }
            COUNTER.setRelease(counters, HEAD, ++head);
            taken++;
            consumer.accept(command);
        }
        return taken;
    }

    @SuppressWarnings("ThreadPriorityCheck") // the producer may be waiting for this very core
    private @Nullable C take(long head, boolean sealed) {
        Object command = peek(head);
        while (command == null && sealed) {
            Thread.yield();
            command = peek(head);
        }
        if (command != null) {
            clear(head);
        }
        @SuppressWarnings("unchecked") // only offer(C) stores
        C taken = (C) command;
        return taken;
    }

    private @Nullable Object peek(long sequence) {
        @Nullable Object[] chunk = (Object[]) CHUNK.getAcquire(chunks, chunkIndex(sequence));
        return chunk == null ? null : SLOT.getAcquire(chunk, slot(sequence));
    }

    /** Empties a slot, and lets its chunk go when it was the last one. */
    private void clear(long sequence) {
        int index = chunkIndex(sequence);
        @Nullable Object[] chunk = chunks[index];
        assert chunk != null;
        int slot = slot(sequence);
        chunk[slot] = null;
        if (slot == chunk.length - 1) {
            // Published with the head: nobody claims a number of the ring's next turn before.
            chunks[index] = null;
            keepSpare(chunk);
        }
    }

    /**
     * Thread-safe. Refuses all offers from now on; each one made before is either refused or will
     * be drained. May be called again.
     */
    void seal() {
        COUNTER.getAndBitwiseOr(counters, TAIL, SEAL);
    }

    /** Thread-safe. Whether offers are refused for good. */
    boolean isSealed() {
        return (long) COUNTER.getVolatile(counters, TAIL) < 0;
    }

    /**
     * Whether {@link #drain} would find nothing. A command claimed but not stored yet does not
     * count, since its producer still is to signal, unless the mailbox is sealed.
     */
    boolean isEmpty() {
        long head = (long) COUNTER.get(counters, HEAD);
        if (peek(head) != null) {
            return false;
        }
        long tail = (long) COUNTER.getVolatile(counters, TAIL);
        return tail >= 0 || (tail & ~SEAL) == head;
    }

    /** Thread-safe. About how many commands are waiting. */
    int size() {
        long head = (long) COUNTER.getAcquire(counters, HEAD);
        long tail = (long) COUNTER.getVolatile(counters, TAIL) & ~SEAL;
        return Math.clamp(tail - head, 0, capacity);
    }

    /** How many chunks are held, spare ones included; for tests. */
    int chunkCount() {
        return count(chunks) + count(spares);
    }

    private static int count(@Nullable Object[] @Nullable [] places) {
        int count = 0;
        for (@Nullable Object[] chunk : places) {
            count += chunk == null ? 0 : 1;
        }
        return count;
    }

    private int chunkIndex(long sequence) {
        return (int) (sequence >>> chunkBits) & (chunks.length - 1);
    }

    private int slot(long sequence) {
        return (int) sequence & ((1 << chunkBits) - 1);
    }
}
