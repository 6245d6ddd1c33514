package dev.ioreactor.engine;

/** The owner of operations: the resource that is told how each of them ended. */
@FunctionalInterface
public interface Completable {
    /**
     * Takes one completion; see {@link CompletionSink#complete} for the meaning of the arguments.
     * Called on the thread of the runtime.
     */
    void completed(Operation operation, int result, boolean more);
}
