package dev.ioreactor.unix;

import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * Keeps a thread on one processor (Linux), so that a reactor's caches stay warm and its neighbours
 * away. Source: sched_setaffinity(2).
 */
public final class CpuAffinity {
    private CpuAffinity() {}

    /**
     * Keeps the calling thread on one processor from now on.
     *
     * @param processor its number, from 0
     * @throws IOException if there is no such processor, or this process may not use it
     */
    public static void pin(int processor) throws IOException {
        if (processor < 0) {
            throw new IllegalArgumentException("processor " + processor);
        }
        Errors.check(
                Threads.bindTo(new CallState(), processor),
                "keep the thread on processor " + processor);
    }

    /**
     * Makes threads that keep themselves on one processor, for {@code ReactorOptions.threads}. If
     * that is refused, the thread ends with an {@link UncheckedIOException} before it does
     * anything, and starting the reactor fails.
     */
    public static ThreadFactory pinned(String name, int processor) {
        Objects.requireNonNull(name);
        return task -> new Thread(() -> runPinned(task, processor), name);
    }

    private static void runPinned(Runnable task, int processor) {
        try {
            pin(processor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        task.run();
    }
}
