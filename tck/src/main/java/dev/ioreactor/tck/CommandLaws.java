package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.Reactor;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Service;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How other threads reach a reactor. */
public interface CommandLaws extends ReactorLaws {
    @Test
    @DisplayName("1: no command sleeps with a loop that was about to block")
    default void noCommandSleepsWithTheLoop() throws Exception {
        int rounds = Scale.of(30_000, 300_000);
        SplittableRandom random = Seed.random("command race");
        AtomicLong ran = new AtomicLong();
        Service<Integer> service =
                new Service<>() {
                    @Override
                    public void command(Integer command) {
                        ran.set(command);
                    }
                };
        try (Reactor<Integer> reactor = start(service)) {
            for (int i = 1; i <= rounds; i++) {
                assertThat(reactor.controller().send(i)).isTrue();
                long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
                while (ran.get() < i) {
                    assertThat(deadline - System.nanoTime()).as("left in %s", i).isPositive();
                    Thread.onSpinWait();
                }
                for (int spins = random.nextInt(300); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    @DisplayName("2: many commands to a busy loop cost few wakes")
    default void manyCommandsToABusyLoopCostFewWakes() throws Exception {
        AtomicLong ran = new AtomicLong();
        CountDownLatch busy = new CountDownLatch(1);
        Service<Runnable> service = running(ran);
        try (Reactor<Runnable> reactor = start(service)) {
            reactor.controller().send(() -> awaitQuietly(busy));
            for (int i = 0; i < 20_000; i++) {
                assertThat(reactor.controller().send(() -> {})).isTrue();
            }
            busy.countDown();
            Await.until("all commands", () -> ran.get() == 20_001);
            assertThat(reactor.controller().counters().wakes()).isLessThan(10);
        }
    }

    @Test
    @DisplayName("1: commands of one thread keep their order, of many threads none is lost")
    default void commandsKeepTheirOrderPerThread() throws Exception {
        int threads = 3;
        int each = 30_000;
        List<List<Integer>> seen = new ArrayList<>();
        AtomicLong ran = new AtomicLong();
        for (int t = 0; t < threads; t++) {
            seen.add(new ArrayList<>());
        }
        try (Reactor<Runnable> reactor = start(running(ran))) {
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                List<Integer> own = seen.get(t);
                senders.add(
                        Thread.ofPlatform()
                                .start(() -> sendNumbers(reactor.controller(), own, each)));
            }
            for (Thread sender : senders) {
                sender.join();
            }
            Await.until("all commands", () -> ran.get() == (long) threads * each);
        }
        for (List<Integer> own : seen) {
            assertThat(own).hasSize(each).isSorted().doesNotHaveDuplicates();
        }
    }

    private static void sendNumbers(
            Controller<Runnable> controller, List<Integer> target, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            while (!controller.send(() -> target.add(number))) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @DisplayName("10: a full mailbox refuses and takes again when it was emptied")
    default void aFullMailboxRefuses() throws Exception {
        AtomicLong ran = new AtomicLong();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Limits limits = Limits.defaults().mailboxCommands(16);
        try (Reactor<Runnable> reactor =
                Reactor.start(TestReactor.options(engine()).limits(limits), running(ran))) {
            reactor.controller()
                    .send(() -> {
                        begun.countDown();
                        awaitQuietly(busy);
                    });
            begun.await();
            int accepted = 0;
            while (accepted < 100 && reactor.controller().send(() -> {})) {
                accepted++;
            }
            assertThat(accepted).isBetween(15, 16);
            busy.countDown();
            int expected = accepted + 1;
            Await.until("all that were accepted", () -> ran.get() == expected);
            assertThat(reactor.controller().send(() -> {})).isTrue();
        }
    }

    @Test
    @DisplayName("10: commands beyond the limit of a cycle run in the next ones, in order")
    default void commandsBeyondTheLimitRunInTheNextCycles() {
        Limits limits = Limits.defaults().perCycle(64, 4_096, 10, 4_096);
        try (TestReactor reactor = new TestReactor(engine(), limits)) {
            List<Integer> ran = new ArrayList<>();
            for (int i = 0; i < 95; i++) {
                int number = i;
                reactor.controller().send(() -> ran.add(number));
            }
            for (int cycles = 0; ran.size() < 95; cycles++) {
                int before = ran.size();
                reactor.runOnce(Await.PATIENCE);
                assertThat(ran.size() - before).isLessThanOrEqualTo(10);
                assertThat(cycles).isLessThan(100);
            }
            assertThat(ran).isSorted();
        }
    }

    @Test
    @DisplayName("7: listening, connecting and timers from a command take effect at once")
    default void whatACommandDoesTakesEffectAtOnce() throws Exception {
        SynchronousQueue<String> results = new SynchronousQueue<>();
        CompletableFuture<SocketAddress> address = new CompletableFuture<>();
        try (Reactor<Stepped.Step> reactor = start(new Stepped())) {
            Controller<Stepped.Step> controller = reactor.controller();
            Await.until("the loop blocks", () -> isIdle(reactor.thread()));
            controller.send(runtime ->
                    address.complete(
                            TestReactor.address(
                                    runtime.listen(
                                            Transport.TCP4.anyEndpoint(), c -> Connection::send))));
            SocketAddress listening = address.get(10, TimeUnit.SECONDS);
            Await.until("the loop blocks", () -> isIdle(reactor.thread()));
            controller.send(runtime ->
                    runtime.connect(Transport.TCP4.endpoint(listening), new Echoed(results)));
            assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("echo");
            Await.until("the loop blocks", () -> isIdle(reactor.thread()));
            controller.send(runtime ->
                    runtime.after(Duration.ofMillis(1), () -> offerQuietly(results, "timer")));
            assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("timer");
        }
    }

    @Test
    @DisplayName("5: the runtime's methods throw on a wrong thread, and name the owner")
    default void aWrongThreadIsTold() throws Exception {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            List<Throwable> thrown = new ArrayList<>();
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                thrown.add(caught(() -> recorder.connection().send("x")));
                                thrown.add(caught(() -> recorder.connection().close()));
                                thrown.add(
                                        caught(() ->
                                                reactor.runtime().after(Duration.ZERO, () -> {})));
                            });
            other.join();
            assertThat(thrown)
                    .hasSize(3)
                    .allSatisfy(t ->
                            assertThat(t)
                                    .isInstanceOf(WrongThreadException.class)
                                    .hasMessageContaining(Thread.currentThread().getName()));
            assertThat(peer.hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("5: a driven runtime cannot be run from inside of itself")
    default void aRuntimeCannotBeRunFromInsideOfItself() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Throwable> thrown = new ArrayList<>();
            reactor.controller()
                    .send(() -> thrown.add(caught(() -> reactor.runOnce(Duration.ZERO))));
            reactor.until("tried", () -> !thrown.isEmpty());
            assertThatThrownBy(
                            () -> {
                                throw thrown.getFirst();
                            })
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private <C> Reactor<C> start(Service<C> service) throws Exception {
        return Reactor.start(TestReactor.options(engine()), service);
    }

    private static Service<Runnable> running(AtomicLong count) {
        return new Service<>() {
            @Override
            public void command(Runnable command) {
                command.run();
                count.incrementAndGet();
            }
        };
    }

    private static boolean isIdle(Thread thread) {
        // In a kernel call a Java thread counts as running: it is idle when it uses no processor.
        long before = Cpu.ofNanos(thread);
        return !Await.within(Duration.ofMillis(5), () -> Cpu.ofNanos(thread) != before);
    }

    private static @Nullable Throwable caught(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void offerQuietly(SynchronousQueue<String> queue, String text) {
        try {
            queue.offer(text, 10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
