package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_NOP_INJECT_RESULT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ASYNC_CANCEL;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_NOP;
import static dev.ioreactor.unix.libc.RingConstants.IOSQE_CQE_SKIP_SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoUringCqe;
import dev.ioreactor.unix.libc.IoUringSqe;
import dev.ioreactor.unix.libc.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets operations fail as the kernel would: replaces the n-th entry of a kind by a NOP with the
 * same word, whose completion brings an error of choice, and nothing else: no buffer, and no
 * promise of more. The operation proper is not tried. Source: {@code IORING_NOP_INJECT_RESULT},
 * Linux 6.10. Enters can be refused as a whole, too.
 */
final class NopInjector implements Ring.Inspector {
    /** Whose entries a shot is for. */
    enum Target {
        OPERATIONS,
        WAKE,
        CANCELS
    }

    /** Entries of a kind that will fail: so many, after so many others. */
    static final class Shot {
        private final Target target;
        private final int code;
        private final int errno;
        private int spared;
        private int left;
        private int hits;

        private Shot(Target target, int code, int errno, int nth, int times) {
            this.target = target;
            this.code = code;
            this.errno = errno;
            spared = nth - 1;
            left = times;
        }

        /** How many entries were replaced. */
        int hits() {
            return hits;
        }

        /** Lets no more fail. */
        void stop() {
            left = 0;
        }

        /** Whether all entries that were to fail did. */
        boolean isSpent() {
            return left == 0;
        }

        private boolean takes(int ofCode, long word) {
            return left > 0 && code == ofCode && target == targetOf(word);
        }

        private static Target targetOf(long word) {
            if (word >= 0) {
                return Target.OPERATIONS;
            }
            return word == UringWake.WORD ? Target.WAKE : Target.CANCELS;
        }
    }

    private final List<Shot> shots = new ArrayList<>();
    private int refusal;
    private int refusalsLeft;
    private int refusals;

    /** Lets the n-th entry of an operation's code from now on fail, and so many in all. */
    Shot fail(int code, int errno, int nth, int times) {
        return add(new Shot(Target.OPERATIONS, code, errno, nth, times));
    }

    /** Lets the poll behind {@code wake} fail so often. */
    Shot failWake(int code, int errno, int times) {
        return add(new Shot(Target.WAKE, code, errno, 1, times));
    }

    /** Lets so many cancels say that they have cancelled nothing, which is then true. */
    Shot failCancels(int errno, int times) {
        return add(new Shot(Target.CANCELS, IORING_OP_ASYNC_CANCEL, errno, 1, times));
    }

    private Shot add(Shot shot) {
        shots.removeIf(Shot::isSpent);
        shots.add(shot);
        return shot;
    }

    /** Lets the next so many enters themselves be refused. */
    void refuseEnters(int errno, int times) {
        refusal = -errno;
        refusalsLeft = times;
        refusals = 0;
    }

    /** How many enters were refused since then. */
    int refusals() {
        return refusals;
    }

    @Override
    public int entering() {
        if (refusalsLeft == 0) {
            return 0;
        }
        refusalsLeft--;
        refusals++;
        return refusal;
    }

    @Override
    public void submitting(long entry) {
        int code = Memory.getByte(entry + IoUringSqe.OFFSET_OPCODE);
        long word = Memory.getLong(entry + IoUringSqe.OFFSET_USER_DATA);
        for (Shot shot : shots) {
            if (!shot.takes(code, word)) {
                continue;
            }
            if (shot.spared > 0) {
                shot.spared--;
                continue;
            }
            shot.left--;
            shot.hits++;
            replace(entry, -shot.errno);
            return;
        }
    }

    private static void replace(long entry, int result) {
        int flags = Memory.getByte(entry + IoUringSqe.OFFSET_FLAGS) & IOSQE_CQE_SKIP_SUCCESS;
        long word = Memory.getLong(entry + IoUringSqe.OFFSET_USER_DATA);
        int operationFlags = IORING_NOP_INJECT_RESULT;
        Entry.put(entry, IORING_OP_NOP, flags, 0, -1, 0, 0, result, operationFlags, word, 0, 0);
    }

    /**
     * Skips the calling test on a kernel that cannot inject, and says so; where everything is to be
     * shown, as in CI by {@code -Dinjection.required=true}, fails it.
     */
    static void require() throws IOException {
        boolean works = kernelInjects();
        if (!works) {
            System.err.println("NOT RUN: this kernel has no IORING_NOP_INJECT_RESULT (Linux 6.10)");
        }
        if (Boolean.getBoolean("injection.required")) {
            assertThat(works).as("IORING_NOP_INJECT_RESULT, of Linux 6.10").isTrue();
        }
        assumeTrue(works, "this kernel has no IORING_NOP_INJECT_RESULT (Linux 6.10)");
    }

    private static boolean kernelInjects() throws IOException {
        try (Ring ring = Ring.open(new CallState(), 4, 8, RingSetup.DEFERRED_DIRECT)) {
            ring.enable();
            replace(ring.entry(), -Errno.ENOSPC);
            ring.await(1_000_000_000);
            int head = ring.head();
            boolean answered = head != ring.tail();
            boolean injected =
                    answered && IoUringCqe.result(ring.completion(head)) == -Errno.ENOSPC;
            ring.advance(answered ? head + 1 : head);
            return injected;
        }
    }
}
