package dev.ioreactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.runtime.Mailbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WakerTest {

    private final AtomicInteger wakes = new AtomicInteger();
    private final Waker waker = new Waker(wakes::getAndIncrement);

    /** Ends the producers of a test that has failed. */
    private volatile boolean over;

    @AfterEach
    void endProducers() {
        over = true;
    }

    @Test
    void ownerThatIsAwakeIsNotWoken() {
        waker.signal();
        waker.prepareToBlock();
        waker.awake();
        waker.signal();
        assertThat(wakes).hasValue(0);
    }

    @Test
    void manySignalsWakeABlockedOwnerOnce() {
        for (int block = 1; block <= 3; block++) {
            waker.prepareToBlock();
            for (int i = 0; i < 1_000; i++) {
                waker.signal();
            }
            assertThat(wakes).hasValue(block);
            waker.awake();
            waker.signal();
            assertThat(wakes).hasValue(block);
        }
    }

    /**
     * A semaphore plays the engine. Small batches and a small mailbox make the owner block often,
     * in the middle of the producers' offers; a lost wake would leave it waiting.
     */
    @Test
    void noWakeIsLostAndEachBlockGetsOneAtMost() throws InterruptedException {
        int producers = 2;
        int each = 30_000;
        Mailbox<Integer> mailbox = new Mailbox<>(2, 1);
        Semaphore engine = new Semaphore(0);
        Waker waker =
                new Waker(() -> {
                    wakes.getAndIncrement();
                    engine.release();
                });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            threads.add(Thread.ofPlatform().start(() -> offerAll(mailbox, waker, each)));
        }
        int announcements = 0;
        int blocks = 0;
        for (int taken = 0; taken < producers * each; ) {
            waker.prepareToBlock();
            announcements++;
            if (mailbox.isEmpty()) {
                blocks++;
                boolean woken = engine.tryAcquire(10, TimeUnit.SECONDS);
                assertThat(woken).as("woken after %d commands", taken).isTrue();
                engine.drainPermits();
            }
            waker.awake();
            taken += mailbox.drain(4, command -> {});
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(blocks).isPositive();
        assertThat(wakes.get()).isLessThanOrEqualTo(announcements);
        assertThat(mailbox.isEmpty()).isTrue();
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer cores than threads
    private void offerAll(Mailbox<Integer> mailbox, Waker waker, int count) {
        for (int i = 0; i < count; i++) {
            while (!over && mailbox.offer(i) != Offer.ACCEPTED) {
                Thread.yield();
            }
            waker.signal();
        }
    }
}
