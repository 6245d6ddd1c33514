package dev.ioreactor.cli.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Counters;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Takes samples of this process and of its reactor. Thread-safe. */
final class Probe {
    private final Controller<?> controller;
    private final long loopThreadId;
    private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** A probe of a reactor whose thread has this id. */
    Probe(Controller<?> controller, long loopThreadId) {
        this.controller = controller;
        this.loopThreadId = loopThreadId;
    }

    /** Looks at everything now. */
    Sample sample(long ticket) {
        return sample(ticket, JvmMemory.residentBytes());
    }

    private Sample sample(long ticket, long residentBytes) {
        Counters counters = controller.counters();
        return new Sample(
                ticket,
                System.nanoTime(),
                threads.getThreadCpuTime(loopThreadId),
                system.getProcessCpuTime(),
                threads.getThreadAllocatedBytes(loopThreadId),
                memory.getHeapMemoryUsage().getUsed(),
                residentBytes,
                counters.cycles(),
                counters.completions(),
                // The listener is a resource as well.
                Math.max(0, counters.openResources() - 1),
                counters.accepted(),
                counters.bytesReceived(),
                counters.bytesSent(),
                counters.failures());
    }

    /**
     * What is there after a full collection, and after the JVM has given back what it can. That
     * takes a while, in which there is garbage again: it is collected once more for what the heap
     * holds, which takes memory for a moment.
     */
    Sample collected(long ticket) {
        JvmMemory.touchYoungGeneration();
        memory.gc();
        JvmMemory.giveBack();
        long residentBytes = JvmMemory.residentBytes();
        memory.gc();
        return sample(ticket, residentBytes);
    }
}
