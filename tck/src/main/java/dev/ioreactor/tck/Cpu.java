package dev.ioreactor.tck;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a thread has used: time on a processor, and memory. */
final class Cpu {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Cpu() {}

    /** Time that the calling thread has run, in nanoseconds. */
    static long ofThisThreadNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Time that a thread has run, in nanoseconds. */
    static long ofNanos(Thread thread) {
        return THREADS.getThreadCpuTime(thread.threadId());
    }

    /** Bytes that the calling thread has allocated since it began. */
    static long allocatedByThisThreadBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Bytes that a thread has allocated since it began. */
    static long allocatedBytes(Thread thread) {
        return THREADS.getThreadAllocatedBytes(thread.threadId());
    }
}
