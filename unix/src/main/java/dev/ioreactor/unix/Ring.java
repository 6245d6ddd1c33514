package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_ENTER_EXT_ARG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_ENTER_GETEVENTS;
import static dev.ioreactor.unix.libc.RingConstants.IORING_ENTER_REGISTERED_RING;
import static dev.ioreactor.unix.libc.RingConstants.IORING_FEAT_EXT_ARG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_FEAT_NODROP;
import static dev.ioreactor.unix.libc.RingConstants.IORING_FEAT_SINGLE_MMAP;
import static dev.ioreactor.unix.libc.RingConstants.IORING_FEAT_SUBMIT_STABLE;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OFF_SQES;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OFF_SQ_RING;
import static dev.ioreactor.unix.libc.RingConstants.IORING_REGISTER_ENABLE_RINGS;
import static dev.ioreactor.unix.libc.RingConstants.IORING_REGISTER_RING_FDS;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SQ_CQ_OVERFLOW;
import static dev.ioreactor.unix.libc.RingConstants.IORING_UNREGISTER_RING_FDS;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.IoUringCqe;
import dev.ioreactor.unix.libc.IoUringGeteventsArg;
import dev.ioreactor.unix.libc.IoUringParams;
import dev.ioreactor.unix.libc.IoUringSqe;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.Rings;
import dev.ioreactor.unix.libc.Timespec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One io_uring(7): a queue of entries to submit and a queue of completions, both shared with the
 * kernel, and the one call that submits and waits.
 *
 * <pre>
 *                 entry            enter                 completion        advance
 *   submissions  ───────▶ filled ─────────▶ kernel ─▶ tail ─────────▶ read ───────▶ head
 * </pre>
 *
 * <p>Entries and completions are plain memory; each side publishes a batch by one release store and
 * sees the other's by one acquire load. The head of the completions never passes the tail that was
 * read: the kernel would take the queue for full, for ever.
 *
 * <p>Confined to the thread that calls {@link #enable}, which is the first to use it; before that
 * to any one.
 */
final class Ring implements AutoCloseable {
    /** What no ring can do without: Linux 5.11 has all of it. */
    private static final int NEEDED =
            IORING_FEAT_SINGLE_MMAP
                    | IORING_FEAT_NODROP
                    | IORING_FEAT_SUBMIT_STABLE
                    | IORING_FEAT_EXT_ARG;

    private final CallState state;
    private final int fd;
    private final RingSetup setup;
    private final Pages queues;
    private final Pages entries;
    private final Pages arguments;
    private final long timeout;
    private final long argument;

    private final long submittedHead;
    private final long submittedTail;
    private final long submittedFlags;
    private final int entryMask;
    private final int entryCount;
    private final long firstEntry;

    private final long completedHead;
    private final long completedTail;
    private final int completionMask;
    private final long firstCompletion;

    /** Entries written, in all: the tail that the next enter publishes. */
    private int filled;

    /** What enter names the ring by: its descriptor, or the index that was registered for it. */
    private int named;

    private int enterFlags;

    /** Null but in tests. */
    private @Nullable Inspector inspector;

    private boolean enabled;
    private boolean closed;

    /** Sees the entries that are about to be submitted, and may rewrite them: for tests. */
    interface Inspector {
        /** Called for each entry once, before the enter that gives it to the kernel. */
        void submitting(long entry);

        /** Called before each enter: 0, or the negated errno that it returns instead. */
        default int entering() {
            return 0;
        }
    }

    private Ring(CallState state, int fd, RingSetup setup, long parameters) throws IOException {
        this.state = state;
        this.fd = fd;
        this.setup = setup;
        named = fd;
        int features = get(parameters, IoUringParams.OFFSET_FEATURES);
        if ((features & NEEDED) != NEEDED) {
            throw new IOException(
                    "io_uring lacks features here: it has 0x" + Integer.toHexString(features));
        }
        entryCount = get(parameters, IoUringParams.OFFSET_SQ_ENTRIES);
        entryMask = entryCount - 1;
        int completionCount = get(parameters, IoUringParams.OFFSET_CQ_ENTRIES);
        completionMask = completionCount - 1;
        long indexOffset = setup.hasIndex() ? at(parameters, IoUringParams.OFFSET_SQ_OFF_ARRAY) : 0;
        long completionsOffset = at(parameters, IoUringParams.OFFSET_CQ_OFF_CQES);
        long queueBytes =
                Math.max(
                        indexOffset + (long) entryCount * Integer.BYTES,
                        completionsOffset + (long) completionCount * IoUringCqe.BYTES);

        Pages mappedQueues = null;
        Pages mappedEntries = null;
        try {
            mappedQueues = Pages.of(state, queueBytes, fd, IORING_OFF_SQ_RING);
            mappedEntries =
                    Pages.of(state, (long) entryCount * IoUringSqe.BYTES, fd, IORING_OFF_SQES);
            arguments = Pages.take(state, Memory.PAGE_BYTES);
        } catch (IOException e) {
            closeAll(mappedQueues, mappedEntries);
            throw e;
        }
        queues = mappedQueues;
        entries = mappedEntries;
        long base = queues.address();
        submittedHead = base + at(parameters, IoUringParams.OFFSET_SQ_OFF_HEAD);
        submittedTail = base + at(parameters, IoUringParams.OFFSET_SQ_OFF_TAIL);
        submittedFlags = base + at(parameters, IoUringParams.OFFSET_SQ_OFF_FLAGS);
        completedHead = base + at(parameters, IoUringParams.OFFSET_CQ_OFF_HEAD);
        completedTail = base + at(parameters, IoUringParams.OFFSET_CQ_OFF_TAIL);
        firstCompletion = base + completionsOffset;
        firstEntry = entries.address();
        timeout = arguments.address();
        argument = timeout + 64;
        IoUringGeteventsArg.put(argument, timeout);
        if (setup.hasIndex()) {
            putIndexes(base + indexOffset, entryCount);
        }
    }

    /**
     * Opens a ring in the best way that this kernel has, no better than {@code from}; nothing is
     * left open when it throws.
     */
    static Ring open(CallState state, int entries, int completions, RingSetup from)
            throws IOException {
        try (Pages pages = Pages.take(state, IoUringParams.BYTES)) {
            long parameters = pages.address();
            int result = -Errno.EINVAL;
            for (RingSetup setup : RingSetup.values()) {
                if (setup.compareTo(from) < 0) {
                    continue;
                }
                result = setUp(state, entries, completions, setup, parameters);
                if (result >= 0) {
                    return map(state, result, setup, parameters);
                }
                if (result != -Errno.EINVAL) {
                    break;
                }
            }
            throw new RefusedException(result);
        }
    }

    private static int setUp(
            CallState state, int entries, int completions, RingSetup setup, long parameters) {
        Memory.clear(parameters, IoUringParams.BYTES);
        Memory.putInt(parameters + IoUringParams.OFFSET_FLAGS, setup.flags());
        Memory.putInt(parameters + IoUringParams.OFFSET_CQ_ENTRIES, completions);
        return Rings.setup(state, entries, parameters);
    }

    private static Ring map(CallState state, int fd, RingSetup setup, long parameters)
            throws IOException {
        try {
            return new Ring(state, fd, setup, parameters);
        } catch (IOException | RuntimeException e) {
            Descriptors.close(state, fd); // netty#14940: nobody else knows it
            throw e;
        }
    }

    private static int get(long parameters, int offset) {
        return Memory.getInt(parameters + offset);
    }

    private static long at(long parameters, int offset) {
        return Integer.toUnsignedLong(get(parameters, offset));
    }

    /** Place i of the queue always means entry i. */
    private static void putIndexes(long index, int count) {
        for (int i = 0; i < count; i++) {
            Memory.putInt(index + (long) i * Integer.BYTES, i);
        }
    }

    private static void closeAll(@Nullable Pages first, @Nullable Pages second) {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    int descriptor() {
        return fd;
    }

    RingSetup setup() {
        return setup;
    }

    /** Lets the ring work, with the calling thread as its only issuer. */
    void enable() {
        if (enabled) {
            return;
        }
        int result = Rings.register(state, fd, IORING_REGISTER_ENABLE_RINGS, 0, 0);
        if (result < 0) {
            throw new IllegalStateException(
                    "io_uring cannot be enabled, " + Errno.describe(-result));
        }
        enabled = true;
        registerDescriptor();
    }

    boolean isEnabled() {
        return enabled;
    }

    /** Spares each enter the look-up of the descriptor; where it is refused, all works as well. */
    private void registerDescriptor() {
        long update = state.scratch(); // struct io_uring_rsrc_update
        Memory.putInt(update, -1);
        Memory.putInt(update + 4, 0);
        Memory.putLong(update + 8, fd);
        if (Rings.register(state, fd, IORING_REGISTER_RING_FDS, update, 1) == 1) {
            named = Memory.getInt(update);
            enterFlags = IORING_ENTER_REGISTERED_RING;
        }
    }

    /** The number of entries that can be written before the next enter. */
    int room() {
        return entryCount - unsubmitted();
    }

    /** The number of entries written that the kernel has not taken. */
    int unsubmitted() {
        return filled - Memory.getIntAcquire(submittedHead);
    }

    /** The place of the next entry, which the caller writes in full; there must be room. */
    long entry() {
        assert room() > 0;
        return firstEntry + (long) (filled++ & entryMask) * IoUringSqe.BYTES;
    }

    /** Submits what was written, without waiting and without a look at what has happened. */
    int submit() {
        return enter(0, 0);
    }

    /** Submits what was written and works out what has happened, without waiting. */
    int look() {
        return enter(0, IORING_ENTER_GETEVENTS);
    }

    /**
     * Submits what was written and waits for one completion.
     *
     * @param timeoutNanos the longest wait, {@link Long#MAX_VALUE} for no limit
     * @return the number of entries submitted, or a negated errno: {@code -ETIME} when the time was
     *     over, {@code -EINTR} after a signal
     */
    int await(long timeoutNanos) {
        if (timeoutNanos == Long.MAX_VALUE) {
            return enter(1, IORING_ENTER_GETEVENTS);
        }
        Timespec.put(timeout, timeoutNanos);
        int flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
        return enter(1, flags, argument, IoUringGeteventsArg.BYTES);
    }

    private int enter(int least, int flags) {
        return enter(least, flags, 0, 0);
    }

    private int enter(int least, int flags, long argument, long argumentBytes) {
        if (inspector != null) {
            int refusal = inspector.entering();
            if (refusal < 0) {
                return refusal;
            }
            show(inspector);
        }
        Memory.putIntRelease(submittedTail, filled);
        return Rings.enter(
                state, named, unsubmitted(), least, flags | enterFlags, argument, argumentBytes);
    }

    private void show(Inspector by) {
        for (int position = Memory.getInt(submittedTail); position != filled; position++) {
            by.submitting(firstEntry + (long) (position & entryMask) * IoUringSqe.BYTES);
        }
    }

    /** Lets {@code by} see all entries from now on. */
    void inspect(Inspector by) {
        inspector = by;
    }

    /** The position of the first completion that has not been taken. */
    int head() {
        return Memory.getInt(completedHead);
    }

    /** The position after the last completion. */
    int tail() {
        return Memory.getIntAcquire(completedTail);
    }

    /** Where the completion at a position stands. */
    long completion(int position) {
        return firstCompletion + (long) (position & completionMask) * IoUringCqe.BYTES;
    }

    /** Gives the completions before a position back to the kernel. */
    void advance(int position) {
        assert position - tail() <= 0;
        Memory.putIntRelease(completedHead, position);
    }

    /** Whether the kernel keeps completions for which the queue had no place. */
    boolean overflowed() {
        return (Memory.getIntVolatile(submittedFlags) & IORING_SQ_CQ_OVERFLOW) != 0;
    }

    /** Lets go of the ring; nothing may be in flight. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (enterFlags != 0) {
            long update = state.scratch();
            Memory.putInt(update, named);
            Memory.putInt(update + 4, 0);
            Memory.putLong(update + 8, 0);
            Rings.register(state, fd, IORING_UNREGISTER_RING_FDS, update, 1);
        }
        Descriptors.close(state, fd);
        queues.close();
        entries.close();
        arguments.close();
    }

    /** The system does not give a ring. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int errno;

        RefusedException(int result) {
            super("io_uring_setup: " + Errno.describe(-result));
            errno = -result;
        }

        int errno() {
            return errno;
        }
    }
}
