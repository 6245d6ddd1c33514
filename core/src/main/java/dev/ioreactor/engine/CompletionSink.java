package dev.ioreactor.engine;

/** Takes the completions that an engine delivers, on the engine's thread. */
@FunctionalInterface
public interface CompletionSink {
    /**
     * Tells what became of an operation. Must not throw and must not call {@link Engine#flush} or
     * {@link Engine#poll}; may submit and cancel.
     *
     * @param operation the operation; idle again, and free to be submitted, unless {@code more}
     * @param result what each kind of operation says; a negated {@link Errno} on failure
     * @param more whether further completions of this multishot operation follow
     */
    void complete(Operation operation, int result, boolean more);
}
