package dev.ioreactor.runtime;

import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands per microsecond from some producers to one consumer, who drains all the time; beside the
 * JCTools queue of the same kind, whose memory is all there from the start.
 *
 * <p>It stands in the package of the mailbox, which is not public; benchmarks run on the class
 * path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MailboxBenchmark {

    private static final int COMMANDS = 1_000_000;
    private static final int LIMIT = 1_024;
    private static final Integer COMMAND = 1;

    /** How many threads send. */
    @Param({"1", "2", "4"})
    public int producers;

    private final Mailbox<Integer> mailbox = new Mailbox<>();
    private final MpscVarHandleArrayQueue<Integer> queue =
            new MpscVarHandleArrayQueue<>(Mailbox.DEFAULT_CAPACITY);

    private long sum;

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long mailbox() throws InterruptedException {
        Thread[] threads = start(this::offerToMailbox);
        for (int taken = 0; taken < COMMANDS / producers * producers; ) {
            taken += mailbox.drain(LIMIT, this::consume);
        }
        return sumOf(threads);
    }

    /** The peer. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long jctools() throws InterruptedException {
        Thread[] threads = start(this::offerToQueue);
        for (int taken = 0; taken < COMMANDS / producers * producers; ) {
            taken += queue.drain(this::consume, LIMIT);
        }
        return sumOf(threads);
    }

    private Thread[] start(Runnable producer) {
        Thread[] threads = new Thread[producers];
        for (int i = 0; i < producers; i++) {
            threads[i] = Thread.ofPlatform().start(producer);
        }
        return threads;
    }

    private void consume(Integer command) {
        sum += command;
    }

    private long sumOf(Thread[] threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return sum;
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer cores than threads
    private void offerToMailbox() {
        for (int i = 0; i < COMMANDS / producers; i++) {
            while (mailbox.offer(COMMAND) != Mailbox.Offer.ACCEPTED) {
                Thread.yield();
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // as above
    private void offerToQueue() {
        for (int i = 0; i < COMMANDS / producers; i++) {
            while (!queue.offer(COMMAND)) {
                Thread.yield();
            }
        }
    }
}
