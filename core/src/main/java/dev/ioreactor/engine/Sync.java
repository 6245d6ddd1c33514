package dev.ioreactor.engine;

/**
 * Makes what was written to a file durable; one-shot.
 *
 * <p>Result 0, or a negated errno.
 */
public final class Sync extends Operation {
    private boolean dataOnly;

    /** Syncs {@code handle}. */
    public Sync(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says whether metadata that is not needed to read the data may be left out. */
    public void of(boolean onlyData) {
        assert !inFlight();
        dataOnly = onlyData;
    }

    /** Whether metadata that is not needed to read the data may be left out. */
    public boolean dataOnly() {
        return dataOnly;
    }
}
