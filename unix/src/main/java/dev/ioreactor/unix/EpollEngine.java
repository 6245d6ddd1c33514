package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.EpollConstants.EPOLLERR;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLLHUP;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLLIN;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLLOUT;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLLRDHUP;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLL_CLOEXEC;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLL_CTL_ADD;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLL_CTL_DEL;
import static dev.ioreactor.unix.libc.EpollConstants.EPOLL_CTL_MOD;

import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Sockets;
import dev.ioreactor.engine.readiness.ReadinessEngine;
import dev.ioreactor.engine.readiness.ReadyHandle;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.Epoll;
import dev.ioreactor.unix.libc.EpollEvent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Waits with epoll(7), level-triggered.
 *
 * <p>The kernel's word for each descriptor is the handle's token, so that an event for one that is
 * gone, or whose number was given to another, finds nothing. The kernel's own name for it is the
 * number, and a descriptor closed behind our back leaves the set without a word: so whoever has the
 * number now must not lose its entry to the one who had it before.
 */
final class EpollEngine extends ReadinessEngine {
    private static final int MOST_EVENTS = 1_024;
    private static final long WAKE_TOKEN = -1;

    private final Sockets sockets = new FdSockets(true);
    private final ChunkMemory memory = new NativeMemory();
    private final Arena arena = Arena.ofConfined();
    private final FdIo io;
    private final CallState state;
    private final int epoll;
    private final WakeDescriptor wake;
    private final int capacity;
    private final long events;

    /** For each descriptor number the token that it was added with last. */
    private long[] tokens = new long[64];

    private EpollEngine(EngineConfig config, FdIo io, int epoll, WakeDescriptor wake) {
        super(config, io);
        this.io = io;
        this.epoll = epoll;
        this.wake = wake;
        state = io.state();
        capacity = Math.min(MOST_EVENTS, config.completionsPerPoll());
        events = arena.allocate((long) capacity * EpollEvent.BYTES, 64).address();
    }

    static EpollEngine open(EngineConfig config) throws IOException {
        CallState state = new CallState();
        int epoll = Errors.check(Epoll.create(state, EPOLL_CLOEXEC), "epoll_create1");
        try {
            WakeDescriptor wake = WakeDescriptor.open(state);
            int result =
                    Epoll.control(
                            state, epoll, EPOLL_CTL_ADD, wake.descriptor(), EPOLLIN, WAKE_TOKEN);
            if (result < 0) {
                wake.close(state);
                throw Errors.of(result, "epoll_ctl");
            }
            return new EpollEngine(config, new FdIo(config.receiveBufferBytes()), epoll, wake);
        } catch (IOException | RuntimeException e) {
            Descriptors.close(state, epoll);
            throw e;
        }
    }

    @Override
    public String name() {
        return "epoll";
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
        int fd = handle.descriptor();
        long token = tokenOf(handle);
        if (oldMask == 0) {
            return add(fd, bitsOf(newMask), token);
        }
        if (tokens[fd] != token) {
            return -Errno.EBADF; // closed behind our back: the number is another's by now
        }
        return newMask == 0
                ? Epoll.control(state, epoll, EPOLL_CTL_DEL, fd, 0, 0)
                : Epoll.control(state, epoll, EPOLL_CTL_MOD, fd, bitsOf(newMask), token);
    }

    private int add(int fd, int bits, long token) {
        int result = Epoll.control(state, epoll, EPOLL_CTL_ADD, fd, bits, token);
        if (result == 0) {
            if (fd >= tokens.length) {
                tokens = Arrays.copyOf(tokens, Math.max(fd + 1, tokens.length * 2));
            }
            tokens[fd] = token;
        }
        return result;
    }

    private static int bitsOf(int mask) {
        return ((mask & Ready.READ) != 0 ? EPOLLIN : 0)
                | ((mask & Ready.WRITE) != 0 ? EPOLLOUT : 0)
                | ((mask & Ready.HANGUP) != 0 ? EPOLLRDHUP : 0);
    }

    @Override
    protected int await(long timeoutNanos) {
        long limit = timeoutNanos == Long.MAX_VALUE ? -1 : timeoutNanos;
        int count = Epoll.await(state, epoll, events, capacity, limit);
        int outcome = Math.min(count, 0);
        for (int i = 0; i < count; i++) {
            long event = events + (long) i * EpollEvent.BYTES;
            long token = EpollEvent.data(event);
            if (token == WAKE_TOKEN) {
                wake.drain(state);
                outcome = WOKEN;
                continue;
            }
            ReadyHandle handle = handleOf(token);
            if (handle != null) {
                ready(handle, maskOf(EpollEvent.events(event)));
            }
        }
        return outcome;
    }

    /** What a hang-up or an error is about is found by reading and writing: both will not block. */
    private static int maskOf(int bits) {
        int mask = 0;
        if ((bits & EPOLLIN) != 0) {
            mask |= Ready.READ;
        }
        if ((bits & EPOLLOUT) != 0) {
            mask |= Ready.WRITE;
        }
        if ((bits & EPOLLRDHUP) != 0) {
            mask |= Ready.HANGUP;
        }
        if ((bits & EPOLLHUP) != 0) {
            mask |= Ready.HANGUP | Ready.READ | Ready.WRITE;
        }
        if ((bits & EPOLLERR) != 0) {
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
        Descriptors.close(state, epoll);
        wake.close(state);
        io.release();
        arena.close();
    }
}
