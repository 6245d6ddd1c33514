package dev.ioreactor.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The gate between a runtime that may be about to block and the threads that have put something
 * into its mailbox: it wakes the engine if that is needed, and then once.
 *
 * <pre>
 *            prepareToBlock             signal: engine.wake()
 *    AWAKE ─────────────────▶ BLOCKING ──────────────────────▶ SIGNALLED
 *      ▲                          │                                │
 *      └────────── awake ─────────┴───────────── awake ────────────┘
 * </pre>
 *
 * <p>The race is that of Dekker's mutual exclusion: each side writes, then reads what the other
 * writes.
 *
 * <pre>
 *    owner                                another thread
 *    1  state = BLOCKING                  a  mailbox.offer(command)
 *    2  full fence                        b  full fence
 *    3  mailbox.isEmpty() ? block         c  state == BLOCKING ? engine.wake()
 *                         : awake
 * </pre>
 *
 * <p>Without the fences a processor may let 3 overtake 1, or c overtake a: its store still waits in
 * a buffer while the load is answered. Then the owner sees an empty mailbox, the other thread an
 * owner that is awake, and the command sleeps with the owner. Fences have one order on which all
 * agree. If b comes before 2 in it, 3 sees the command; if 2 comes before b, c sees BLOCKING, or
 * what has followed it: SIGNALLED, where another thread is waking the owner for all, or AWAKE,
 * after which the owner passes 1 to 3 again before it blocks. So no wake is lost.
 *
 * <p>Of N threads only the one that makes BLOCKING to SIGNALLED wakes the engine: one system call
 * for each time the owner blocks. The call may come after the owner was woken otherwise; its next
 * wait then ends at once, for nothing. This costs one empty cycle and cannot be had cheaper, for
 * the owner would have to wait for the other thread.
 *
 * <p>The engine must keep a wake that comes between {@link #prepareToBlock} and the wait, and end
 * that wait at once.
 */
final class Waker {

    private static final int AWAKE = 0;
    private static final int BLOCKING = 1;
    private static final int SIGNALLED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Waker.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable engineWake;

    @SuppressWarnings("unused") // by STATE
    private int state = AWAKE;

    /** A waker that ends the owner's wait by {@code engineWake}, which must be thread-safe. */
    Waker(Runnable engineWake) {
        this.engineWake = Objects.requireNonNull(engineWake);
    }

    /**
     * Owner: announces that it is going to block. It must look into the mailbox once more after
     * this, and must not block if there is something.
     */
    void prepareToBlock() {
        STATE.setOpaque(this, BLOCKING);
        VarHandle.fullFence();
    }

    /** Owner: announces that it does not block, or no longer; then it drains the mailbox. */
    void awake() {
        STATE.setOpaque(this, AWAKE);
    }

    /** Thread-safe. Lets the owner know of whatever the caller has put into the mailbox before. */
    void signal() {
        VarHandle.fullFence();
        if ((int) STATE.getOpaque(this) == BLOCKING
                && STATE.compareAndSet(this, BLOCKING, SIGNALLED)) {
            engineWake.run();
        }
    }
}
