package dev.ioreactor.runtime;

import org.jspecify.annotations.Nullable;

/** The thread that owns a runtime: the first that drives it. */
final class Owner {
    private volatile @Nullable Thread thread; // null until somebody drives the runtime

    void claim() {
        Thread current = Thread.currentThread();
        if (thread == null) {
            thread = current;
        }
        require();
    }

    /** Thread-safe. Throws unless the calling thread is the owner. */
    void require() {
        if (Thread.currentThread() != thread) {
            throw wrongThread();
        }
    }

    private WrongThreadException wrongThread() {
        Thread owner = thread;
        return new WrongThreadException(
                "called on thread '"
                        + Thread.currentThread().getName()
                        + "', but this runtime is "
                        + (owner == null
                                ? "not driven by any thread yet"
                                : "owned by thread '" + owner.getName() + "'")
                        + "; send it a command through its Controller");
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Nullable Thread thread() {
        return thread;
    }
}
