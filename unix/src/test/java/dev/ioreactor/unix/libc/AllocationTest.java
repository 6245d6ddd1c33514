package dev.ioreactor.unix.libc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ioreactor.engine.Errno;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That what engines call per event allocates nothing, over a million calls. */
class AllocationTest {
    private static final int WARM_UP_CALLS = 50_000;
    private static final int MOST_BATCHES = 50;
    private static final int CALLS = 200_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CallState state = new CallState();
    private final Block block = Block.allocate(4096);
    private final byte[] array = new byte[64];
    private int left;
    private int right;
    private int epoll;
    private int counter;

    @BeforeEach
    void open() {
        long fds = block.address();
        int type = SocketConstants.SOCK_STREAM | SocketConstants.SOCK_NONBLOCK;
        assertThat(Sockets.socketPair(state, SocketConstants.AF_UNIX, type, 0, fds)).isZero();
        left = Memory.getInt(fds);
        right = Memory.getInt(fds + 4);
        epoll = Epoll.create(state, 0);
        counter = EventDescriptors.create(state, 0, EpollConstants.EFD_NONBLOCK);
        Epoll.control(
                state, epoll, EpollConstants.EPOLL_CTL_ADD, counter, EpollConstants.EPOLLIN, 1);
    }

    @AfterEach
    void close() {
        for (int fd : new int[] {left, right, epoll, counter}) {
            assertThat(Descriptors.close(state, fd)).isZero();
        }
        block.close();
    }

    @Test
    void sendingAndReceivingAllocatesNothing() {
        assertAllocatesNothing(() -> {
            long at = block.address();
            int sent = Sockets.send(state, left, at, 8, SocketConstants.MSG_NOSIGNAL);
            int received = Sockets.recv(state, right, at + 64, 64, 0);
            int nothing = Sockets.recv(state, right, at + 64, 64, 0);
            return sent == 8 && received == 8 && nothing == -Errno.EAGAIN;
        });
    }

    @Test
    void gatheringAndScatteringAllocatesNothing() {
        assertAllocatesNothing(() -> {
            long at = block.address();
            IoVec.put(at, at + 512, 3);
            IoVec.put(at + IoVec.BYTES, at + 1024, 5);
            MsgHdr.put(at + 64, 0, 0, at, 2);
            int sent = Sockets.sendMsg(state, left, at + 64, SocketConstants.MSG_NOSIGNAL);
            return sent == 8 && Descriptors.readV(state, right, at, 2) == 8;
        });
    }

    @Test
    void wakingAndWaitingAllocatesNothing() {
        assertAllocatesNothing(() -> {
            long at = block.address();
            boolean added = EventDescriptors.add(counter);
            int events = Epoll.await(state, epoll, at, 8, 1_000_000);
            EpollEvent.put(at + 512, EpollConstants.EPOLLIN, EpollEvent.data(at));
            int drained = EventDescriptors.drain(state, counter);
            PollFd.put(at, counter, PollConstants.POLLIN);
            int quiet = Polling.pollNanos(state, at, 1, 0);
            return added && events == 1 && drained == 8 && quiet == 0;
        });
    }

    @Test
    void accessingMemoryAllocatesNothing() {
        assertAllocatesNothing(() -> {
            long at = block.address();
            Memory.putIntRelease(at, 42);
            Memory.putLong(at + 8, Memory.getIntAcquire(at));
            Memory.copy(array, 0, at + 64, 64);
            Memory.copy(at + 64, array, 0, 64);
            Memory.copy(at + 64, at + 256, 64);
            return Memory.getLong(at + 8) == 42 && Memory.equal(at + 64, at + 256, 64);
        });
    }

    private interface Calls {
        boolean succeed();
    }

    /** The compiler works in the background: on a busy machine it may be some batches late. */
    private static void assertAllocatesNothing(Calls calls) {
        repeat(calls, WARM_UP_CALLS);
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < MOST_BATCHES && least >= CALLS / 100; batch++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThat(repeat(calls, CALLS)).isEqualTo(CALLS);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least)
                .as("bytes in %d rounds; what asking and compiling costs is far less", CALLS)
                .isLessThan(CALLS / 100);
    }

    private static int repeat(Calls calls, int count) {
        int succeeded = 0;
        for (int i = 0; i < count; i++) {
            if (calls.succeed()) {
                succeeded++;
            }
        }
        return succeeded;
    }
}
