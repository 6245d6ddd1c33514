package dev.ioreactor.bench;

import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the runtime itself costs per message of an echo: a receive that completes, the handler, the
 * send that it records, its flush and its completion. An engine without a kernel stands below. With
 * one connection the whole cycle is paid for one message, with fifty for fifty.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DispatchBenchmark {
    private static final int MESSAGES = 50_000;
    private static final int MESSAGE_BYTES = 64;

    /** How many receives complete in each cycle. */
    @Param({"1", "50"})
    public int connections;

    /** What the handler does. */
    @Param({"echo", "discard"})
    public String handler = "echo";

    private InstantEngine engine = new InstantEngine(1, MESSAGE_BYTES);
    private DrivenRuntime<Void> runtime =
            DrivenRuntime.open(ReactorOptions.defaults(), new Service<Void>() {});

    @Setup(Level.Trial)
    public void open() throws Exception {
        engine = new InstantEngine(connections, MESSAGE_BYTES);
        boolean echo = handler.equals("echo");
        Service<Void> service =
                new Service<>() {
                    @Override
                    public void started(ReactorRuntime started) throws Exception {
                        Tcp address = Tcp.at("127.0.0.1", 1);
                        if (echo) {
                            started.listen(
                                    address, peer -> (connection, bytes) -> connection.send(bytes));
                        } else {
                            started.listen(
                                    address,
                                    peer -> (connection, bytes) -> bytes.position(bytes.limit()));
                        }
                    }
                };
        runtime = DrivenRuntime.open(ReactorOptions.defaults().engine(engine), service);
        for (int i = 0; i < 2 * connections + 10; i++) {
            runtime.runOnce(Duration.ZERO);
        }
        long received = runtime.controller().counters().bytesReceived();
        long sent = engine.sentBytes();
        if (received == 0 || echo == (sent == 0)) {
            throw new IllegalStateException("received " + received + ", sent " + sent);
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long message() throws Exception {
        for (int i = 0; i < MESSAGES / connections; i++) {
            runtime.runNow();
        }
        return engine.sentBytes();
    }
}
