package dev.ioreactor.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The protocol between a producer that signals and an owner that is going to block. */
public final class WakerStress {

    private static final int BLOCKS = 1;

    private WakerStress() {}

    @JCStressTest
    @Description("An owner that decides to block is woken.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the owner saw the command, no wake needed")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "both saw each other, the wake was spare")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "blocked and woken")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the wake is lost")
    @State
    public static class OneSignal {
        private final AtomicInteger wakes = new AtomicInteger();
        private final Mailbox<Integer> mailbox = new Mailbox<>(4, 4);
        private final Waker waker = new Waker(wakes::getAndIncrement);

        @Actor
        public void producer() {
            mailbox.offer(1);
            waker.signal();
        }

        @Actor
        public void owner(II_Result result) {
            waker.prepareToBlock();
            result.r1 = mailbox.isEmpty() ? BLOCKS : 0;
        }

        @Arbiter
        public void wakes(II_Result result) {
            result.r2 = wakes.get();
        }
    }

    @JCStressTest
    @Description("Of two who signal a blocked owner one wakes it.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "woken once")
    @State
    public static class TwoSignals {
        private final AtomicInteger wakes = new AtomicInteger();
        private final Waker waker = new Waker(wakes::getAndIncrement);

        /** Lets the owner block. */
        public TwoSignals() {
            waker.prepareToBlock();
        }

        @Actor
        public void first() {
            waker.signal();
        }

        @Actor
        public void second() {
            waker.signal();
        }

        @Arbiter
        public void wakes(I_Result result) {
            result.r1 = wakes.get();
        }
    }

    @JCStressTest
    @Description("A flag set before the signal keeps the owner from blocking, or wakes it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the owner saw the flag, no wake needed")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "both saw each other, the wake was spare")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "blocked and woken")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the wake is lost")
    @State
    public static class SignalledFlag {
        private final AtomicInteger wakes = new AtomicInteger();
        private final Waker waker = new Waker(wakes::getAndIncrement);
        private boolean stopping;

        @Actor
        public void stopper() {
            stopping = true;
            waker.signal();
        }

        @Actor
        public void owner(II_Result result) {
            waker.prepareToBlock();
            result.r1 = stopping ? 0 : BLOCKS;
        }

        @Arbiter
        public void wakes(II_Result result) {
            result.r2 = wakes.get();
        }
    }

    @JCStressTest
    @Description("A command is not lost between one wait and the next, whoever woke the owner.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "drained, or seen before the second wait")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the same, and the wake was spare")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "woken out of the second wait")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the wake is lost")
    @State
    public static class SecondWait {
        private final AtomicInteger wakes = new AtomicInteger();
        private final Mailbox<Integer> mailbox = new Mailbox<>(4, 4);
        private final Waker waker = new Waker(wakes::getAndIncrement);

        @Actor
        public void producer() {
            mailbox.offer(1);
            waker.signal();
        }

        @Actor
        public void owner(II_Result result) {
            waker.prepareToBlock();
            wakes.set(0); // the end of the first wait takes the wakes that have come
            waker.awake();
            int drained = mailbox.drain(4, command -> {});
            waker.prepareToBlock();
            result.r1 = drained == 0 && mailbox.isEmpty() ? BLOCKS : 0;
        }

        @Arbiter
        public void wakes(II_Result result) {
            result.r2 = wakes.get();
        }
    }
}
