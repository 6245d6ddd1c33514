package dev.ioreactor.unix.libc;

import static dev.ioreactor.engine.Errno.EINVAL;
import static dev.ioreactor.unix.libc.MappingConstants.*;
import static dev.ioreactor.unix.libc.ProcessConstants.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory, limits, threads, processes and signals. */
class SystemTest {
    private final CallState state = new CallState();
    private final Block block = Block.allocate(4096);
    private final long at = block.address();

    @AfterEach
    void free() {
        block.close();
    }

    @Test
    void mappedMemoryIsZeroAndOurs() {
        long length = 2 * Memory.PAGE_BYTES;
        long address =
                Mappings.map(
                        state,
                        0,
                        length,
                        PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS,
                        -1,
                        0);
        assertThat(Mappings.failed(address)).isFalse();
        assertThat(Memory.getLong(address + length - 8)).isZero();
        Memory.putLong(address, 42);
        assertThat(Mappings.protect(state, address, length, PROT_READ)).isZero();
        assertThat(Memory.getLong(address)).isEqualTo(42);
        assertThat(Mappings.advise(state, address, length, MADV_DONTNEED)).isZero();
        assertThat(Memory.getLong(address)).as("given back").isZero();
        assertThat(Mappings.unmap(state, address, length)).isZero();
        assertThat(Mappings.protect(state, address, length, PROT_READ)).as("ENOMEM").isEqualTo(-12);
    }

    @Test
    void aFailedMappingIsAnErrno() {
        long result = Mappings.map(state, 0, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assertThat(result).isEqualTo(-EINVAL);
        assertThat(Mappings.failed(result)).isTrue();
        assertThat(Mappings.unmap(state, 1, 1)).isEqualTo(-EINVAL);
        assertThat(Mappings.advise(state, 1, 1, MADV_DONTNEED)).isEqualTo(-EINVAL);
    }

    @Test
    void blocksAreZeroedAlignedAndClosedTwiceWithoutHarm() {
        Block page = Block.allocate(10_000);
        assertThat(page.address() % Memory.PAGE_BYTES).isZero();
        assertThat(page.bytes()).isEqualTo(10_000);
        assertThat(Memory.getLong(page.address() + 9_992)).isZero();
        page.close();
        page.close();
        try (Block line = Block.allocate(10)) {
            assertThat(line.address() % 64).isZero();
        }
        assertThatThrownBy(() -> Block.allocate(Long.MAX_VALUE / 2))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void buffersSeeTheMemoryTheyWereMadeOver() {
        ByteBuffer buffer = Memory.buffer(at + 16, 32);
        assertThat(buffer.capacity()).isEqualTo(32);
        assertThat(Memory.address(buffer)).isEqualTo(at + 16);
        buffer.putInt(0x01020304);
        assertThat(Memory.address(buffer)).isEqualTo(at + 20);
        assertThat(Memory.getInt(at + 16)).isEqualTo(Integer.reverseBytes(0x01020304));
        Memory.copy(at + 16, at + 200, 4);
        assertThat(Memory.equal(at + 16, at + 200, 4)).isTrue();
        assertThat(Memory.equal(at + 16, at + 200, 5)).isTrue();
        Memory.putByte(at + 204, (byte) 1);
        assertThat(Memory.equal(at + 16, at + 200, 5)).isFalse();
    }

    @Test
    void clearingStopsAtTheEnd() {
        for (int length = 0; length < 20; length++) {
            for (int i = 0; i < 32; i++) {
                Memory.putByte(at + i, (byte) -1);
            }
            Memory.clear(at + 1, length);
            assertThat(Memory.getByte(at)).isEqualTo((byte) -1);
            for (int i = 0; i < length; i++) {
                assertThat(Memory.getByte(at + 1 + i)).isZero();
            }
            assertThat(Memory.getByte(at + 1 + length)).isEqualTo((byte) -1);
        }
    }

    @Test
    void softLimitsFollowTheProcess() throws IOException {
        String[] words =
                Files.readAllLines(Path.of("/proc/self/limits")).stream()
                        .filter(line -> line.startsWith("Max open files"))
                        .findFirst()
                        .orElseThrow()
                        .split("\\s+", -1);
        assertThat(ResourceLimits.soft(state, RLIMIT_NOFILE)).isEqualTo(Long.parseLong(words[3]));
        assertThat(ResourceLimits.hard(state, RLIMIT_NOFILE)).isEqualTo(Long.parseLong(words[4]));
        assertThat(ResourceLimits.soft(state, RLIMIT_MEMLOCK)).isPositive();
        assertThat(ResourceLimits.soft(state, 1_000)).isEqualTo(-EINVAL);
        assertThat(ResourceLimits.raiseSoft(state, 1_000)).isEqualTo(-EINVAL);
    }

    @Test
    void aLoweredSoftLimitIsRaisedToTheHardOne() {
        long hard = ResourceLimits.hard(state, RLIMIT_NOFILE);
        assertThat(ResourceLimits.prlimit(state, 0, RLIMIT_NOFILE, 0, at)).isZero();
        Memory.putLong(at + Rlimit.OFFSET_RLIM_CUR, Rlimit.soft(at) - 1);
        assertThat(ResourceLimits.prlimit(state, 0, RLIMIT_NOFILE, at, 0)).isZero();
        assertThat(ResourceLimits.soft(state, RLIMIT_NOFILE)).isLessThan(hard);
        assertThat(ResourceLimits.raiseSoft(state, RLIMIT_NOFILE)).isZero();
        assertThat(ResourceLimits.soft(state, RLIMIT_NOFILE)).isEqualTo(hard);
    }

    @Test
    void aThreadStaysOnTheProcessorItWasBoundTo() throws InterruptedException {
        int[] results = new int[3];
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            CallState own = new CallState();
                            results[0] = Threads.bindTo(own, 0);
                            results[1] = Threads.getAffinity(own, 0, 64, at);
                            results[2] = Threads.getTid(own);
                        });
        thread.join();
        assertThat(results[0]).isZero();
        assertThat(results[1]).isZero();
        assertThat(Memory.getLong(at)).isEqualTo(1);
        assertThat(results[2]).isPositive().isNotEqualTo(Threads.getTid(state));
        assertThat(Path.of("/proc/self/task/" + Threads.getTid(state))).isDirectory();
        assertThat(Threads.bindTo(state, 511)).as("no such processor").isEqualTo(-EINVAL);
    }

    @Test
    void aProcessDescriptorIsReadableOnceTheProcessHasEnded() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try (Descriptor child =
                new Descriptor(Processes.pidfdOpen(state, (int) process.pid(), 0))) {
            PollFd.put(at, child.fd(), PollConstants.POLLIN);
            assertThat(Polling.poll(state, at, 1, 0)).isZero();
            assertThat(Processes.kill(state, (int) process.pid(), SIGTERM)).isZero();
            assertThat(Polling.poll(state, at, 1, 10_000)).isEqualTo(1);
            assertThat(PollFd.revents(at) & PollConstants.POLLIN).isNotZero();
        } finally {
            assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        int gone = Processes.pidfdOpen(state, (int) process.pid(), 0);
        assertThat(gone).as("ESRCH").isEqualTo(-3);
        assertThat(Processes.waitId(state, P_PID, 1, at, WEXITED)).as("ECHILD").isEqualTo(-10);
        assertThat(Processes.kill(state, (int) process.pid(), 0)).as("ESRCH").isEqualTo(-3);
    }

    @Test
    void aBlockedSignalIsReadAsBytes() throws InterruptedException {
        int[] results = new int[4];
        Thread thread = Thread.ofPlatform().start(() -> receiveSignal(results));
        thread.join();
        assertThat(results).containsExactly(0, 0, SignalfdSiginfo.BYTES, SIGUSR2);
        assertThat(Signals.threadMask(77, at, 0)).isEqualTo(-EINVAL);
        assertThat(Signals.signalfd(state, Descriptor.NONE, at, 0)).isNegative();
    }

    /** A signal for one thread, which blocks it, disturbs no other part of the machine. */
    private void receiveSignal(int[] results) {
        CallState own = new CallState();
        Memory.clear(at, 128);
        Memory.putLong(at, 1L << (SIGUSR2 - 1));
        results[0] = Signals.threadMask(SIG_BLOCK, at, 0);
        try (Descriptor signals =
                new Descriptor(Signals.signalfd(own, -1, at, SFD_NONBLOCK | SFD_CLOEXEC))) {
            results[1] = Signals.sendTo(own, Threads.getTid(own), SIGUSR2);
            results[2] = Descriptors.read(own, signals.fd(), at, 1024);
            results[3] = Memory.getInt(at + SignalfdSiginfo.OFFSET_SSI_SIGNO);
        }
    }

    @Test
    void whatTheSystemLacksIsMissedByItsUsersOnly() {
        assertThatThrownBy(() -> Kqueue.create(state))
                .isInstanceOf(UnsatisfiedLinkError.class)
                .hasMessageContaining("kqueue");
        Kevent.put(at, 7, KqueueConstants.EVFILT_READ, KqueueConstants.EV_ADD, -2);
        assertThat(Kevent.ident(at)).isEqualTo(7);
        assertThat(Kevent.filter(at)).isEqualTo((short) -1);
        assertThat(Kevent.flags(at)).isEqualTo((short) 1);
        assertThat(Kevent.data(at)).isZero();
        assertThat(Kevent.userData(at)).isEqualTo(-2);
    }
}
