package dev.ioreactor.engine.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.Send;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ReadinessAllocationTest {
    private static final int CONNECTIONS = 100;
    private static final int POLLS = 5_000;

    private final MemoryEngine engine = new MemoryEngine(4_096);
    private final CompletionSink sink =
            (operation, result, more) -> operation.owner().completed(operation, result, more);
    private final Chunk chunk = ChunkMemory.direct().allocate(64);
    private long completions;

    @Test
    void receivingSendingAndWatchingAllocateNothing() {
        engine.logging = false;
        chunk.end = 64;
        for (int i = 0; i < CONNECTIONS; i++) {
            connect();
        }
        poll();
        completions = 0;

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        poll();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(completions).isEqualTo(3L * CONNECTIONS * POLLS);
        // The measurement itself may allocate a little; one byte for each event would be far more.
        assertThat(allocated).isLessThan(1_024);
        engine.close();
    }

    /** A connection that answers all that it receives. */
    private void connect() {
        MemoryHandle handle = new MemoryHandle("connection");
        handle.always = 64;
        Send send = new Send(handle, (operation, result, more) -> completions++);
        Ready watch = new Ready(handle, (operation, result, more) -> completions++);
        watch.of(Ready.READ, true);
        engine.submit(watch);
        engine.submit(
                new Receive(
                        handle,
                        (operation, result, more) -> {
                            completions++;
                            send.of(chunk, 64);
                            engine.submit(send);
                        }));
    }

    private void poll() {
        for (int i = 0; i < POLLS; i++) {
            engine.poll(0, sink);
            engine.flush(sink);
        }
    }
}
