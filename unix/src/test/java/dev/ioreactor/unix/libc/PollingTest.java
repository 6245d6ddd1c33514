package dev.ioreactor.unix.libc;

import static dev.ioreactor.engine.Errno.EAGAIN;
import static dev.ioreactor.engine.Errno.EBADF;
import static dev.ioreactor.engine.Errno.EEXIST;
import static dev.ioreactor.engine.Errno.EINVAL;
import static dev.ioreactor.engine.Errno.ENOENT;
import static dev.ioreactor.unix.libc.EpollConstants.*;
import static dev.ioreactor.unix.libc.PollConstants.*;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** poll, epoll and eventfd on real descriptors. */
class PollingTest {
    private static final long HALF_MILLI = 500_000;

    private final CallState state = new CallState();
    private final Block block = Block.allocate(4096);
    private final long events = block.address();

    @AfterEach
    void free() {
        block.close();
    }

    @Test
    void pollTellsWhichDescriptorIsReady() {
        try (Descriptor quiet = counter(0);
                Descriptor loud = counter(1)) {
            PollFd.put(events, quiet.fd(), POLLIN);
            PollFd.put(events + PollFd.BYTES, loud.fd(), POLLIN);
            PollFd.put(events + 2 * PollFd.BYTES, Descriptor.NONE, POLLIN);
            assertThat(Polling.poll(state, events, 2, -1)).isEqualTo(1);
            assertThat(Polling.pollNanos(state, events, 3, -1)).isEqualTo(2);
            assertThat(PollFd.revents(events)).isZero();
            assertThat(PollFd.revents(events + PollFd.BYTES)).isEqualTo((short) POLLIN);
            assertThat(PollFd.revents(events + 2 * PollFd.BYTES)).isEqualTo((short) POLLNVAL);
            PollFd.ask(events + PollFd.BYTES, POLLOUT);
            assertThat(Polling.poll(state, events, 2, 0)).isEqualTo(1);
            assertThat(PollFd.revents(events + PollFd.BYTES)).isEqualTo((short) POLLOUT);
            assertThat(PollFd.fd(events)).isEqualTo(quiet.fd());
            assertThat(PollFd.events(events)).isEqualTo((short) POLLIN);
        }
    }

    @Test
    void timedWaitsNeverEndEarly() {
        try (Descriptor epoll = new Descriptor(Epoll.create(state, EPOLL_CLOEXEC))) {
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(Polling.pollNanos(state, events, 0, HALF_MILLI)).isZero();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(HALF_MILLI);
                start = System.nanoTime();
                assertThat(Epoll.await(state, epoll.fd(), events, 1, HALF_MILLI)).isZero();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(HALF_MILLI);
            }
            assertThat(Polling.pollNanos(state, events, 0, 0)).isZero();
            assertThat(Epoll.await(state, epoll.fd(), events, 1, 0)).isZero();
        }
    }

    @Test
    void aKernelThatCountsMillisecondsNeverEndsAWaitEarly() {
        Epoll.millisOnly = true;
        try (Descriptor epoll = new Descriptor(Epoll.create(state, EPOLL_CLOEXEC))) {
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(Epoll.await(state, epoll.fd(), events, 1, HALF_MILLI)).isZero();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(HALF_MILLI);
            }
        } finally {
            Epoll.millisOnly = false;
        }
    }

    @Test
    void millisecondTimeoutsAreRoundedUp() {
        assertThat(Epoll.roundUpToMillis(1)).isEqualTo(1);
        assertThat(Epoll.roundUpToMillis(1_000_000)).isEqualTo(1);
        assertThat(Epoll.roundUpToMillis(1_000_001)).isEqualTo(2);
        assertThat(Epoll.roundUpToMillis(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void theLongestTimeoutIsAccepted() {
        try (Descriptor epoll = new Descriptor(Epoll.create(state, 0));
                Descriptor loud = counter(1)) {
            add(epoll, loud, 1);
            assertThat(Epoll.await(state, epoll.fd(), events, 1, Long.MAX_VALUE)).isEqualTo(1);
            PollFd.put(events, loud.fd(), POLLIN);
            assertThat(Polling.pollNanos(state, events, 1, Long.MAX_VALUE)).isEqualTo(1);
        }
    }

    @Test
    void epollGivesBackTheWordOfEachInterest() {
        try (Descriptor epoll = new Descriptor(Epoll.create(state, EPOLL_CLOEXEC));
                Descriptor first = counter(1);
                Descriptor second = counter(1)) {
            add(epoll, first, 0x0102030405060708L);
            add(epoll, second, -1L);
            assertThat(Epoll.await(state, epoll.fd(), events, 8, -1)).isEqualTo(2);
            assertThat(EpollEvent.data(events)).isEqualTo(0x0102030405060708L);
            assertThat(EpollEvent.data(events + EpollEvent.BYTES)).isEqualTo(-1L);
            assertThat(EpollEvent.events(events + EpollEvent.BYTES)).isEqualTo(EPOLLIN);
            int fd = second.fd();
            assertThat(Epoll.control(state, epoll.fd(), EPOLL_CTL_MOD, fd, EPOLLOUT, 7)).isZero();
            assertThat(Epoll.control(state, epoll.fd(), EPOLL_CTL_DEL, first.fd(), 0, 0)).isZero();
            assertThat(Epoll.epollWait(state, epoll.fd(), events, 8, -1)).isEqualTo(1);
            assertThat(EpollEvent.data(events)).isEqualTo(7);
            assertThat(EpollEvent.events(events)).isEqualTo(EPOLLOUT);
        }
    }

    @Test
    void epollReportsMisuse() {
        try (Descriptor epoll = new Descriptor(Epoll.create(state, 0));
                Descriptor counter = counter(0)) {
            add(epoll, counter, 1);
            int fd = counter.fd();
            int list = epoll.fd();
            assertThat(Epoll.control(state, list, EPOLL_CTL_ADD, fd, 0, 0)).isEqualTo(-EEXIST);
            assertThat(Epoll.control(state, list, EPOLL_CTL_DEL, fd, 0, 0)).isZero();
            assertThat(Epoll.control(state, list, EPOLL_CTL_MOD, fd, 0, 0)).isEqualTo(-ENOENT);
            int bad = Descriptor.NONE;
            assertThat(Epoll.control(state, list, EPOLL_CTL_ADD, bad, 0, 0)).isEqualTo(-EBADF);
            assertThat(Epoll.await(state, bad, events, 1, 1)).isEqualTo(-EBADF);
            assertThat(Epoll.await(state, fd, events, 1, 1)).isEqualTo(-EINVAL);
            assertThat(Epoll.create(state, 1)).isEqualTo(-EINVAL);
        }
    }

    @Test
    void aCounterIsReadableUntilItIsDrained() {
        try (Descriptor counter = counter(0)) {
            assertThat(EventDescriptors.drain(state, counter.fd())).isEqualTo(-EAGAIN);
            assertThat(EventDescriptors.add(counter.fd())).isTrue();
            assertThat(EventDescriptors.add(counter.fd())).isTrue();
            assertThat(EventDescriptors.drain(state, counter.fd())).isEqualTo(Long.BYTES);
            assertThat(Memory.getLong(state.scratch())).isEqualTo(2);
            assertThat(EventDescriptors.drain(state, counter.fd())).isEqualTo(-EAGAIN);
        }
        assertThat(EventDescriptors.add(Descriptor.NONE)).isFalse();
        assertThat(EventDescriptors.create(state, 0, 1 << 30)).isEqualTo(-EINVAL);
    }

    @Test
    void addingToACounterFromAnotherThreadEndsTheWait() throws InterruptedException {
        try (Descriptor epoll = new Descriptor(Epoll.create(state, 0));
                Descriptor counter = counter(0)) {
            add(epoll, counter, 5);
            Thread waker = Thread.ofPlatform().start(() -> EventDescriptors.add(counter.fd()));
            assertThat(Epoll.await(state, epoll.fd(), events, 1, -1)).isEqualTo(1);
            assertThat(EpollEvent.data(events)).isEqualTo(5);
            waker.join();
        }
    }

    private Descriptor counter(int initial) {
        return new Descriptor(EventDescriptors.create(state, initial, EFD_NONBLOCK | EFD_CLOEXEC));
    }

    private void add(Descriptor epoll, Descriptor counter, long data) {
        assertThat(Epoll.control(state, epoll.fd(), EPOLL_CTL_ADD, counter.fd(), EPOLLIN, data))
                .isZero();
    }
}
