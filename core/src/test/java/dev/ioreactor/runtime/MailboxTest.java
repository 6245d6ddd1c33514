package dev.ioreactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ioreactor.runtime.Mailbox.Offer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30) // by interruption, so loops ask for it
class MailboxTest {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final List<Integer> drained = new ArrayList<>();

    /** Ends the producers of a test that has failed. */
    private volatile boolean over;

    @AfterEach
    void endProducers() {
        over = true;
    }

    @Test
    void commandsComeOutInTheOrderInWhichTheyWentIn() {
        Mailbox<Integer> mailbox = new Mailbox<>(100, 4);
        for (int round = 0; round < 50; round++) {
            drained.clear();
            for (int i = 0; i < 7; i++) {
                assertThat(mailbox.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(mailbox.drain(NO_LIMIT, drained::add)).isEqualTo(7);
            assertThat(drained).containsExactly(0, 1, 2, 3, 4, 5, 6);
            assertThat(mailbox.isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1, 4",
        "2, 1",
        "3, 1",
        "3, 2",
        "4, 4",
        "5, 4",
        "7, 2",
        "8, 4",
        "1000, 1024"
    })
    void capacityIsExactAtEachPlaceOfTheRing(int capacity, int chunkSlots) {
        Mailbox<Integer> mailbox = new Mailbox<>(capacity, chunkSlots);
        for (int place = 0; place < 40; place++) {
            for (int i = 0; i < capacity; i++) {
                assertThat(mailbox.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(mailbox.offer(-1)).isEqualTo(Offer.FULL);
            assertThat(mailbox.size()).isEqualTo(capacity);
            drained.clear();
            assertThat(mailbox.drain(1, drained::add)).isEqualTo(1);
            assertThat(mailbox.offer(capacity)).isEqualTo(Offer.ACCEPTED);
            assertThat(mailbox.offer(-1)).isEqualTo(Offer.FULL);
            assertThat(mailbox.drain(NO_LIMIT, drained::add)).isEqualTo(capacity);
            for (int i = 0; i <= capacity; i++) {
                assertThat(drained.get(i)).isEqualTo(i);
            }
        }
    }

    @Test
    void capacityOutOfRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Mailbox<>(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Mailbox<>((1 << 30) + 1));
    }

    @Test
    void drainTakesNoMoreThanItsLimit() {
        Mailbox<Integer> mailbox = new Mailbox<>(8, 2);
        for (int i = 0; i < 5; i++) {
            mailbox.offer(i);
        }
        assertThat(mailbox.drain(0, drained::add)).isZero();
        assertThat(mailbox.drain(3, drained::add)).isEqualTo(3);
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.drain(3, drained::add)).isEqualTo(2);
        assertThat(drained).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void commandThatPostsItselfRunsOncePerDrain() {
        Mailbox<Integer> mailbox = new Mailbox<>(8, 2);
        mailbox.offer(1);
        Consumer<Integer> reposting =
                command -> {
                    drained.add(command);
                    mailbox.offer(command);
                };
        assertThat(mailbox.drain(NO_LIMIT, reposting)).isEqualTo(1);
        assertThat(mailbox.drain(NO_LIMIT, reposting)).isEqualTo(1);
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(drained).hasSize(2);
    }

    @Test
    void commandThatThrowsIsTakenAndTheOthersStay() {
        Mailbox<Integer> mailbox = new Mailbox<>(4, 2);
        for (int i = 0; i < 4; i++) {
            mailbox.offer(i);
        }
        assertThatThrownBy(() ->
                        mailbox.drain(
                                NO_LIMIT,
                                command -> {
                                    drained.add(command);
                                    if (command == 1) {
                                        throw new IllegalStateException("of command 1");
                                    }
                                }))
                .hasMessage("of command 1");
        assertThat(mailbox.offer(4)).isEqualTo(Offer.ACCEPTED);
        assertThat(mailbox.drain(NO_LIMIT, drained::add)).isEqualTo(3);
        assertThat(drained).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void sealedMailboxRefusesOffersAndGivesOutWhatItHad() {
        Mailbox<Integer> mailbox = new Mailbox<>(4, 2);
        mailbox.offer(1);
        mailbox.offer(2);
        mailbox.seal();
        mailbox.seal();
        assertThat(mailbox.offer(3)).isEqualTo(Offer.SEALED);
        assertThat(mailbox.size()).isEqualTo(2);
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.drain(NO_LIMIT, drained::add)).isEqualTo(2);
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.offer(4)).isEqualTo(Offer.SEALED);
        assertThat(drained).containsExactly(1, 2);
    }

    @Test
    void memoryFollowsTheBacklog() {
        Mailbox<Integer> mailbox = new Mailbox<>();
        assertThat(mailbox.chunkCount()).isZero();
        int most = 0;
        for (int i = 0; i < 2 * Mailbox.DEFAULT_CAPACITY; i++) {
            mailbox.offer(i);
            mailbox.drain(NO_LIMIT, drained::add);
            most = Math.max(most, mailbox.chunkCount());
        }
        assertThat(most).isLessThanOrEqualTo(3);
        while (mailbox.offer(0) == Offer.ACCEPTED) {}
        assertThat(mailbox.chunkCount()).isBetween(64, 67);
        mailbox.drain(NO_LIMIT, drained::add);
        assertThat(mailbox.chunkCount()).isLessThanOrEqualTo(3);
    }

    @Test
    void steadyFlowAllocatesNothing() {
        Mailbox<Object> mailbox = new Mailbox<>();
        Object command = new Object();
        AtomicInteger count = new AtomicInteger();
        Consumer<Object> counting = taken -> count.getAndIncrement();
        flow(mailbox, command, counting);

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        flow(mailbox, command, counting);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // 100,000 commands pass through 98 chunks of 4 KiB or more each.
        assertThat(allocated).isLessThan(1_024);
        assertThat(count).hasValue(200_000);
    }

    private static void flow(Mailbox<Object> mailbox, Object command, Consumer<Object> counting) {
        for (int i = 0; i < 1_000; i++) {
            for (int j = 0; j < 100; j++) {
                mailbox.offer(command);
            }
            mailbox.drain(NO_LIMIT, counting);
        }
    }

    /** Each command is its producer's number and its own. */
    @ParameterizedTest
    @CsvSource({"1, 2, 1", "2, 5, 2", "3, 1000, 8", "4, 65536, 1024"})
    void eachProducersCommandsArriveOnceAndInOrder(int producers, int capacity, int chunkSlots)
            throws InterruptedException {
        int each = 50_000;
        Mailbox<Long> mailbox = new Mailbox<>(capacity, chunkSlots);
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            long prefix = (long) producer << 32;
            threads.add(Thread.ofPlatform().start(() -> offerAll(mailbox, prefix, each)));
        }
        int[] next = new int[producers];
        Consumer<Long> inOrder =
                command -> {
                    int producer = (int) (command >>> 32);
                    if (command.intValue() != next[producer]++) {
                        throw new AssertionError("producer " + producer + ": " + command);
                    }
                };
        int taken = 0;
        while (taken < producers * each && !Thread.currentThread().isInterrupted()) {
            taken += mailbox.drain(1_024, inOrder);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(next).containsOnly(each);
        assertThat(mailbox.isEmpty()).isTrue();
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer cores than threads
    private void offerAll(Mailbox<Long> mailbox, long prefix, int count) {
        for (int i = 0; i < count; i++) {
            while (!over && mailbox.offer(prefix | i) != Offer.ACCEPTED) {
                Thread.yield();
            }
        }
    }

    /** What is accepted is drained, what is refused is not, at whatever moment the seal comes. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void sealLeavesNoAcceptedCommandBehind(long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Mailbox<Integer> mailbox = new Mailbox<>(4_096, 4);
            AtomicInteger accepted = new AtomicInteger();
            List<Thread> producers = new ArrayList<>();
            for (int producer = 0; producer < 2; producer++) {
                producers.add(Thread.ofPlatform().start(() -> offerUntilSealed(mailbox, accepted)));
            }
            int before = random.nextInt(2_000);
            int taken = 0;
            while (taken < before && !Thread.currentThread().isInterrupted()) {
                taken += mailbox.drain(64, command -> {});
            }
            mailbox.seal();
            while (!mailbox.isEmpty() && !Thread.currentThread().isInterrupted()) {
                taken += mailbox.drain(64, command -> {});
            }
            for (Thread producer : producers) {
                producer.join();
            }
            assertThat(taken).isEqualTo(accepted.get());
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer cores than threads
    private void offerUntilSealed(Mailbox<Integer> mailbox, AtomicInteger accepted) {
        int count = 0;
        while (!over) {
            switch (mailbox.offer(count)) {
                case ACCEPTED -> count++;
                case FULL -> Thread.yield();
                case SEALED -> {
                    accepted.addAndGet(count);
                    return;
                }
            }
        }
    }
}
