package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.PollConstants.POLLERR;
import static dev.ioreactor.unix.libc.PollConstants.POLLHUP;
import static dev.ioreactor.unix.libc.PollConstants.POLLIN;
import static dev.ioreactor.unix.libc.PollConstants.POLLNVAL;
import static dev.ioreactor.unix.libc.PollConstants.POLLOUT;
import static dev.ioreactor.unix.libc.PollConstants.POLLRDHUP;

import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Sockets;
import dev.ioreactor.engine.readiness.ReadinessEngine;
import dev.ioreactor.engine.readiness.ReadyHandle;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.PollFd;
import dev.ioreactor.unix.libc.Polling;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Waits with poll(2): one array with an entry per handle that wants something, which the kernel
 * reads as a whole each time.
 *
 * <p>The cost of a wait grows with the number of handles; in return it works everywhere. Entry 0 is
 * the waker's. The last entry takes the place of a removed one.
 */
final class PollEngine extends ReadinessEngine {
    private static final int FIRST_CAPACITY = 64;

    private final Sockets sockets = new FdSockets(true);
    private final ChunkMemory memory = new NativeMemory();
    private final FdIo io;
    private final CallState state;
    private final WakeDescriptor wake;

    private Arena arena = Arena.ofConfined();
    private @Nullable ReadyHandle[] handles = new ReadyHandle[FIRST_CAPACITY];
    private long entries = allocate(FIRST_CAPACITY);

    /** The entry of each handle, by its slot. */
    private int[] positions = new int[FIRST_CAPACITY];

    private int count = 1;

    private PollEngine(EngineConfig config, FdIo io, WakeDescriptor wake) {
        super(config, io);
        this.io = io;
        this.wake = wake;
        state = io.state();
        PollFd.put(entries, wake.descriptor(), POLLIN);
    }

    static PollEngine open(EngineConfig config) throws IOException {
        WakeDescriptor wake = WakeDescriptor.open(new CallState());
        return new PollEngine(config, new FdIo(config.receiveBufferBytes()), wake);
    }

    private long allocate(int capacity) {
        return arena.allocate((long) capacity * PollFd.BYTES, 64).address();
    }

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public ChunkMemory memory() {
        return memory;
    }

    @Override
    protected int changeInterest(ReadyHandle handle, int oldMask, int newMask) {
        if (newMask == 0) {
            remove(handle);
        } else if (oldMask == 0) {
            add(handle, newMask);
        } else {
            PollFd.ask(entry(positions[slotOf(handle)]), bitsOf(newMask));
        }
        return 0;
    }

    private void add(ReadyHandle handle, int mask) {
        if (count == handles.length) {
            grow();
        }
        handles[count] = handle;
        place(handle, count);
        PollFd.put(entry(count), handle.descriptor(), bitsOf(mask));
        count++;
    }

    private void place(ReadyHandle handle, int position) {
        int slot = slotOf(handle);
        if (slot >= positions.length) {
            positions = Arrays.copyOf(positions, slot + slot / 2);
        }
        positions[slot] = position;
    }

    @SuppressWarnings("MustBeClosedChecker") // release closes it
    private void grow() {
        int capacity = count * 2;
        Arena former = arena;
        long formerEntries = entries;
        arena = Arena.ofConfined();
        entries = allocate(capacity);
        Memory.copy(formerEntries, entries, (long) count * PollFd.BYTES);
        handles = Arrays.copyOf(handles, capacity);
        former.close();
    }

    private void remove(ReadyHandle handle) {
        int index = positions[slotOf(handle)];
        int last = --count;
        ReadyHandle moved = handles[last];
        handles[last] = null;
        if (index != last && moved != null) {
            handles[index] = moved;
            place(moved, index);
            Memory.copy(entry(last), entry(index), PollFd.BYTES);
        }
    }

    private long entry(int index) {
        return entries + (long) index * PollFd.BYTES;
    }

    private static int bitsOf(int mask) {
        return ((mask & Ready.READ) != 0 ? POLLIN : 0)
                | ((mask & Ready.WRITE) != 0 ? POLLOUT : 0)
                | ((mask & Ready.HANGUP) != 0 ? POLLRDHUP : 0);
    }

    @Override
    protected int await(long timeoutNanos) {
        long limit = timeoutNanos == Long.MAX_VALUE ? -1 : timeoutNanos;
        int ready = Polling.pollNanos(state, entries, count, limit);
        if (ready <= 0) {
            return ready;
        }
        int outcome = 0;
        if (PollFd.revents(entries) != 0) {
            wake.drain(state);
            outcome = WOKEN;
            ready--;
        }
        for (int i = 1; i < count && ready > 0; i++) {
            int bits = PollFd.revents(entry(i));
            ReadyHandle handle = handles[i];
            if (bits != 0 && handle != null) {
                ready(handle, maskOf(bits));
                ready--;
            }
        }
        return outcome;
    }

    /** What a hang-up or an error is about is found by reading and writing: both will not block. */
    private static int maskOf(int bits) {
        if ((bits & POLLNVAL) != 0) {
            return INVALID;
        }
        int mask = 0;
        if ((bits & POLLIN) != 0) {
            mask |= Ready.READ;
        }
        if ((bits & POLLOUT) != 0) {
            mask |= Ready.WRITE;
        }
        if ((bits & POLLRDHUP) != 0) {
            mask |= Ready.HANGUP;
        }
        if ((bits & POLLHUP) != 0) {
            mask |= Ready.HANGUP | Ready.READ | Ready.WRITE;
        }
        if ((bits & POLLERR) != 0) {
            mask |= Ready.ERROR | Ready.READ | Ready.WRITE;
        }
        return mask;
    }

    @Override
    public void wake() {
        wake.signal();
    }

    @Override
    protected void release() {
        wake.close(state);
        io.release();
        arena.close();
    }
}
