package dev.ioreactor.engine;

/** A multishot operation of which one poll completes only so much, so that it starves no other. */
public abstract sealed class LimitedOperation extends Operation permits Accept, ReceiveFrom {
    /** The most connections or datagrams that one poll takes. */
    public int limitPerPoll = 64;

    /** The poll that {@link #taken} counts in. */
    private int poll;

    private int taken;

    LimitedOperation(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** For the engine alone: whether a poll of that number has taken as much as it may. */
    public final boolean hasEnough(int pollNumber) {
        return poll == pollNumber && taken >= limitPerPoll;
    }

    /** For the engine alone: counts one that was taken in a poll of that number. */
    public final void countTaken(int pollNumber) {
        taken = poll == pollNumber ? taken + 1 : 1;
        poll = pollNumber;
    }
}
