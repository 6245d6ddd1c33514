package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_CLAMP;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_COOP_TASKRUN;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_CQSIZE;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_DEFER_TASKRUN;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_NO_SQARRAY;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_R_DISABLED;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_SINGLE_ISSUER;
import static dev.ioreactor.unix.libc.RingConstants.IORING_SETUP_SUBMIT_ALL;

/**
 * The ways to set up a ring, the best one first, each for an older kernel than the one before.
 *
 * <p>All rings begin disabled, so that the thread that first uses one becomes its only issuer, and
 * go on submitting after an entry that is refused. Source: io_uring_setup(2).
 */
enum RingSetup {
    /** Completions are worked out only in the wait, and the queue has no indirection: Linux 6.6. */
    DEFERRED_DIRECT(
            IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_NO_SQARRAY),

    /** Completions are worked out only in the wait: Linux 6.1. */
    DEFERRED(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN),

    /** The kernel knows that there is one issuer, and does not interrupt it: Linux 6.0. */
    SINGLE(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN),

    /** The kernel does not interrupt the issuer; receives are not multishot yet: Linux 5.19. */
    COOPERATIVE(IORING_SETUP_COOP_TASKRUN);

    private final int flags;

    RingSetup(int flags) {
        this.flags = flags;
    }

    /** The flags of io_uring_setup(2). */
    int flags() {
        return flags
                | IORING_SETUP_R_DISABLED
                | IORING_SETUP_SUBMIT_ALL
                | IORING_SETUP_CQSIZE
                | IORING_SETUP_CLAMP;
    }

    /** Whether the submission queue holds indexes of entries instead of the entries. */
    boolean hasIndex() {
        return this != DEFERRED_DIRECT;
    }

    /** Whether a receive can stay and take whatever comes: as old as the knowledge of an issuer. */
    boolean receivesMultishot() {
        return this != COOPERATIVE;
    }
}
