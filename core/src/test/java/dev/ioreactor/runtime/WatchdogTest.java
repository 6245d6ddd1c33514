package dev.ioreactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ioreactor.Loop;
import dev.ioreactor.Reactor;
import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.trace.Tracer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
    private static final Duration THRESHOLD = Duration.ofMillis(40);

    /** Keeps what it is told, from whichever thread. */
    private static final class Reports implements Tracer {
        final BlockingQueue<BlockedHandler> blocking = new LinkedBlockingQueue<>();
        final Queue<BlockedHandler> slow = new ConcurrentLinkedQueue<>();
        volatile @Nullable Thread slowToldBy;

        @Override
        public void blocking(BlockedHandler handler) {
            blocking.add(handler);
        }

        @Override
        public void slow(BlockedHandler handler) {
            slowToldBy = Thread.currentThread();
            slow.add(handler);
        }

        BlockedHandler awaitBlocking() throws InterruptedException {
            BlockedHandler told = blocking.poll(20, TimeUnit.SECONDS);
            assertThat(told).isNotNull();
            return told;
        }
    }

    /** Blocks wherever it is told to, until it is let go. */
    private static final class Blocker implements Service<Runnable> {
        final CountDownLatch go = new CountDownLatch(1);
        final BlockingQueue<Listener> listeners = new LinkedBlockingQueue<>();
        @Nullable ReactorRuntime runtime;

        @Override
        public void started(ReactorRuntime view) throws IOException {
            runtime = view;
            listeners.add(
                    view.listen(
                            Tcp.at("127.0.0.1", 0), peer -> (connection, bytes) -> blockHere()));
        }

        @Override
        public void command(Runnable command) {
            command.run();
        }

        void setTimer() {
            if (runtime != null) {
                runtime.after(Duration.ZERO, this::blockHere);
            }
        }

        void blockHere() {
            try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final Reports reports = new Reports();
    private final Blocker blocker = new Blocker();

    private Reactor<Runnable> start() throws Exception {
        return Reactor.start(
                Loop.options().name("watched").tracer(reports).slowHandler(THRESHOLD), blocker);
    }

    @Test
    void theHandlerThatBlocksIsNamedWhileItDoesAndToldAfterwards() throws Exception {
        try (Reactor<Runnable> reactor = start();
                Socket peer = connect()) {
            Controller<Runnable> controller = reactor.controller();
            assertThat(controller.blockedHandler()).isNull();
            peer.getOutputStream().write('x');

            BlockedHandler told = reports.awaitBlocking();
            assertThat(told.what()).isEqualTo("connection");
            assertThat(told.id()).isNotNull();
            assertThat(told.duration()).isGreaterThanOrEqualTo(THRESHOLD);
            assertThat(methods(told)).contains("blockHere").doesNotContain("look");
            BlockedHandler asked = controller.blockedHandler();
            assertThat(asked).isNotNull();
            assertThat(asked.id()).isEqualTo(told.id());
            assertThat(methods(asked)).contains("blockHere");
            assertThat(asked.toString()).contains("connection " + told.id(), "blockHere");
            assertThat(reports.slow).isEmpty();

            blocker.go.countDown();
            await().until(() -> !reports.slow.isEmpty());
            assertThat(reports.slowToldBy).isSameAs(reactor.thread());
            assertThat(reports.slow.element().id()).isEqualTo(told.id());
            assertThat(reports.slow.element().duration()).isGreaterThanOrEqualTo(told.duration());
            await().until(() -> controller.blockedHandler() == null);
        }
        assertThat(reports.blocking).as("told once").isEmpty();
        assertThat(reports.slow).hasSize(1);
    }

    private Socket connect() throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), blocker.listeners.take().port());
    }

    private static List<String> methods(BlockedHandler handler) {
        return handler.stack().stream().map(StackTraceElement::getMethodName).toList();
    }

    @Test
    void commandsAndTimersThatBlockAreNamedToo() throws Exception {
        try (Reactor<Runnable> reactor = start()) {
            reactor.controller().send(blocker::blockHere);
            assertThat(reports.awaitBlocking().what())
                    .startsWith("command " + WatchdogTest.class.getName());
            blocker.go.countDown();
        }
        Blocker other = new Blocker();
        try (Reactor<Runnable> reactor =
                Reactor.start(Loop.options().tracer(reports).slowHandler(THRESHOLD), other)) {
            reactor.controller().send(other::setTimer);
            BlockedHandler told = reports.awaitBlocking();
            assertThat(told.what()).isEqualTo("timer of " + Blocker.class.getName());
            assertThat(told.id()).isNull();
            assertThat(methods(told)).contains("blockHere");
            other.go.countDown();
        }
    }

    @Test
    void theWatchdogsThreadEndsWithTheRuntime() throws Exception {
        Reactor<Runnable> reactor = start();
        assertThat(isWatched("watched")).isTrue();
        reactor.close();
        await().until(() -> !isWatched("watched"));

        Reactor<Runnable> unwatched = Reactor.start(Loop.options().name("alone"), new Blocker());
        assertThat(isWatched("alone")).isFalse();
        assertThat(unwatched.controller().blockedHandler()).isNull();
        unwatched.close();
    }

    @Test
    void theWatchdogsThreadEndsWithTheThreadThatDroveTheRuntime() throws Exception {
        Thread driver =
                new Thread(() -> {
                    try {
                        DrivenRuntime<Runnable> dropped =
                                DrivenRuntime.open(
                                        Loop.options().name("dropped").slowHandler(THRESHOLD),
                                        new Blocker());
                        dropped.runNow();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        driver.start();
        driver.join();
        await().until(() -> !isWatched("dropped"));
    }

    private static boolean isWatched(String reactor) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(reactor + "-watchdog"));
    }

    // ---- by hand, with a clock by hand

    private long nowNanos;
    private final Activity activity = new Activity(true);
    private final Owner owner = new Owner();
    private final Watchdog watchdog =
            new Watchdog(activity, owner, reports, () -> nowNanos, Duration.ofNanos(100));

    @Test
    void manyQuickCallbacksAreNotOneSlowOne() {
        for (int i = 0; i < 50; i++) {
            activity.begin("the same each time");
            watchdog.look();
            nowNanos += 60;
            activity.end();
        }
        assertThat(reports.blocking).isEmpty();
        assertThat(watchdog.takeSlow()).isNull();
    }

    @Test
    void aLoopThatWaitsIsNotSlow() {
        for (int i = 0; i < 50; i++) {
            watchdog.look();
            nowNanos += 60;
        }
        assertThat(reports.blocking).isEmpty();
    }

    @Test
    void eachOccurrenceIsToldOnceFromTheThresholdOn() {
        owner.claim();
        for (int occurrence = 1; occurrence <= 3; occurrence++) {
            activity.begin("slow");
            watchdog.look();
            nowNanos += 99;
            watchdog.look();
            assertThat(reports.blocking).hasSize(occurrence - 1);
            assertThat(watchdog.blocked()).isNull();
            nowNanos += 1;
            watchdog.look();
            nowNanos += 500;
            watchdog.look();
            assertThat(reports.blocking).hasSize(occurrence);
            BlockedHandler asked = watchdog.blocked();
            assertThat(asked).isNotNull();
            assertThat(asked.what()).isEqualTo("command java.lang.String");
            assertThat(asked.duration()).isEqualTo(Duration.ofNanos(600));
            activity.end();
            assertThat(watchdog.blocked()).isNull();
            BlockedHandler slow = watchdog.takeSlow();
            assertThat(slow).isNotNull();
            assertThat(slow.duration()).isEqualTo(Duration.ofNanos(600));
            assertThat(watchdog.takeSlow()).isNull();
        }
    }
}
