package dev.ioreactor.engine;

/**
 * Waits until a handle is ready for what {@link #interest} says.
 *
 * <p>One-shot: completes once, with the bits that hold. Level: completes with {@code more} in every
 * poll in which the handle is ready, until cancelled. {@link #HANGUP} and {@link #ERROR} may come
 * without being asked for.
 */
public final class Ready extends Operation {
    /** Bit: reading will not block; also at the end of stream. */
    public static final int READ = 1;

    /** Bit: writing will not block. */
    public static final int WRITE = 2;

    /** Bit: the peer has closed its sending direction, or both. */
    public static final int HANGUP = 4;

    /** Bit: the handle has failed; reading or writing tells how. */
    public static final int ERROR = 8;

    private int interest;
    private boolean level;

    /** Waits on {@code handle}. */
    public Ready(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says what to wait for, as bits, and how often; while idle only. */
    public void of(int bits, boolean everyPoll) {
        assert !inFlight();
        assert bits != 0;
        interest = bits;
        level = everyPoll;
    }

    /** What to wait for, as bits. */
    public int interest() {
        return interest;
    }

    /** Whether it completes in every poll until cancelled, instead of once. */
    public boolean level() {
        return level;
    }
}
