package dev.ioreactor.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.ioreactor.runtime.Mailbox.Offer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The mailbox under every interleaving that the machine will show. */
public final class MailboxStress {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private MailboxStress() {}

    private static int code(Offer offer) {
        return switch (offer) {
            case ACCEPTED -> 0;
            case FULL -> 1;
            case SEALED -> 2;
        };
    }

    /** A command whose content was written just before it was offered. */
    private static final class Command {
        private int content;
    }

    @JCStressTest
    @Description("A command that is drained is drained with all that its producer wrote before.")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "drained before it was offered")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "drained whole")
    @State
    public static class Visibility {
        private final Mailbox<Command> mailbox = new Mailbox<>(2, 2);

        @Actor
        public void producer() {
            Command command = new Command();
            command.content = 7;
            mailbox.offer(command);
        }

        @Actor
        public void consumer(I_Result result) {
            mailbox.drain(NO_LIMIT, command -> result.r1 = command.content == 0 ? -1 : 7);
        }
    }

    @JCStressTest
    @Description("Of two producers that install the same chunk none loses its command.")
    @Outcome(
            id = {"0, 0, 12", "0, 0, 21"},
            expect = ACCEPTABLE,
            desc = "both drained")
    @State
    public static class TwoProducers {
        private final Mailbox<Integer> mailbox = new Mailbox<>(4, 2);

        @Actor
        public void first(III_Result result) {
            result.r1 = code(mailbox.offer(1));
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = code(mailbox.offer(2));
        }

        @Arbiter
        public void drained(III_Result result) {
            mailbox.drain(NO_LIMIT, command -> result.r3 = result.r3 * 10 + command);
        }
    }

    @JCStressTest
    @Description("A drain that races with an offer takes it now or later, and once.")
    @Outcome(
            id = {"1, 2", "2, 2", "0, 2"},
            expect = ACCEPTABLE,
            desc = "now, or the rest later")
    @State
    public static class DrainAgainstOffer {
        private final Mailbox<Integer> mailbox = new Mailbox<>(4, 1);

        @Actor
        public void producer() {
            mailbox.offer(1);
            mailbox.offer(2);
        }

        @Actor
        public void consumer(II_Result result) {
            result.r1 = mailbox.drain(NO_LIMIT, command -> {});
        }

        @Arbiter
        public void rest(II_Result result) {
            result.r2 = result.r1 + mailbox.drain(NO_LIMIT, command -> {});
        }
    }

    @JCStressTest
    @Description("The second command of a producer never overtakes its first, chunks going round.")
    @Outcome(id = "12", expect = ACCEPTABLE, desc = "in order")
    @State
    public static class OrderAcrossChunks {
        private final Mailbox<Integer> mailbox = new Mailbox<>(1, 1);
        private int order;

        @Actor
        public void producer() {
            while (mailbox.offer(1) != Offer.ACCEPTED) {
                Thread.onSpinWait();
            }
            while (mailbox.offer(2) != Offer.ACCEPTED) {
                Thread.onSpinWait();
            }
        }

        @Actor
        public void consumer() {
            while (order < 10) {
                mailbox.drain(NO_LIMIT, command -> order = order * 10 + command);
            }
        }

        @Arbiter
        public void result(I_Result result) {
            result.r1 = order;
        }
    }

    @JCStressTest
    @Description("Of two producers one gets the last place.")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the first")
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "the second")
    @State
    public static class LastPlace {
        private final Mailbox<Integer> mailbox = new Mailbox<>(1, 1);

        @Actor
        public void first(III_Result result) {
            result.r1 = code(mailbox.offer(1));
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = code(mailbox.offer(2));
        }

        @Arbiter
        public void drained(III_Result result) {
            mailbox.drain(NO_LIMIT, command -> result.r3 = result.r3 * 10 + command);
        }
    }

    @JCStressTest
    @Description("A full mailbox refuses, or has a place again once its command is taken.")
    @Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "accepted after the first was taken")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "full, refused")
    @State
    public static class FullBoundary {
        private final Mailbox<Integer> mailbox = new Mailbox<>(1, 1);
        private int drained;

        /** Fills the mailbox. */
        public FullBoundary() {
            mailbox.offer(1);
        }

        @Actor
        public void producer(II_Result result) {
            result.r1 = code(mailbox.offer(2));
        }

        @Actor
        public void consumer() {
            drain();
        }

        @Arbiter
        public void rest(II_Result result) {
            drain();
            result.r2 = drained;
        }

        private void drain() {
            mailbox.drain(NO_LIMIT, command -> drained = drained * 10 + command);
        }
    }

    @JCStressTest
    @Description(
            "An offer that races with the seal is refused, or is drained by the one who sealed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "accepted and drained")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "refused")
    @State
    public static class SealAgainstOffer {
        private final Mailbox<Integer> mailbox = new Mailbox<>(4, 1);

        @Actor
        public void producer(II_Result result) {
            result.r1 = code(mailbox.offer(1));
        }

        @Actor
        public void owner(II_Result result) {
            mailbox.seal();
            mailbox.drain(NO_LIMIT, command -> result.r2++);
        }
    }
}
