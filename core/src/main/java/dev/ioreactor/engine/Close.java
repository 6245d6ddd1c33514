package dev.ioreactor.engine;

/**
 * Ends the engine's knowledge of a handle; one-shot, the last operation on it.
 *
 * <p>No other operation on the handle may be in flight. After the completion the engine reports
 * nothing for the handle. Result 0, also when the kernel grumbles: the handle is gone either way.
 */
public final class Close extends Operation {
    /** What becomes of the handle. */
    public enum Mode {
        /** Closed in the usual way: the kernel still delivers what it had taken. */
        CLOSE,
        /** Closed at once: a connected stream is reset (linger 0). */
        ABORT,
        /** Left open, for another engine or for blocking use. */
        RELEASE
    }

    private Mode mode = Mode.CLOSE;

    /** Closes {@code handle}. */
    public Close(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says how; while idle only. */
    public void of(Mode how) {
        assert !inFlight();
        mode = how;
    }

    /** How to close. */
    public Mode mode() {
        return mode;
    }
}
