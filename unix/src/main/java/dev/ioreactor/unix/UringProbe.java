package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ACCEPT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ASYNC_CANCEL;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_CONNECT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_FSYNC;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_POLL_ADD;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_READ;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECV;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SEND;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SENDMSG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_WRITE;
import static dev.ioreactor.unix.libc.RingConstants.IORING_REGISTER_PROBE;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoUringProbe;
import dev.ioreactor.unix.libc.Rings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds out whether io_uring can be used here and now, and if not, who refuses it.
 *
 * <p>The same error number has several causes: what the system says of itself tells them apart.
 */
final class UringProbe {
    private static final int ENTRIES = 8;
    private static final int PROBED = 64;
    private static final int[] NEEDED = {
        IORING_OP_ACCEPT,
        IORING_OP_ASYNC_CANCEL,
        IORING_OP_CONNECT,
        IORING_OP_FSYNC,
        IORING_OP_POLL_ADD,
        IORING_OP_READ,
        IORING_OP_RECV,
        IORING_OP_SEND,
        IORING_OP_SENDMSG,
        IORING_OP_WRITE
    };

    private final Opener opener;
    private final SystemFacts facts;

    UringProbe(Opener opener, SystemFacts facts) {
        this.opener = opener;
        this.facts = facts;
    }

    /** Opens a small ring; tests put one here that fails. */
    interface Opener {
        Ring open(CallState state) throws IOException;
    }

    /** What the system says of itself; tests make one up. */
    interface SystemFacts {
        /** What a small file holds, empty if it cannot be read. */
        String read(String path);

        /** The release of the kernel, such as {@code 6.1.0}. */
        String release();
    }

    static UringProbe ofThisSystem() {
        return new UringProbe(
                state -> Ring.open(state, ENTRIES, 2 * ENTRIES, RingSetup.DEFERRED_DIRECT),
                new ThisSystem());
    }

    Availability ask() {
        CallState state = new CallState();
        try (Ring ring = opener.open(state)) {
            int missing = missingOperation(state, ring);
            if (missing >= 0) {
                return tooOld("it lacks operation " + missing);
            }
            BufferRing.open(state, ring.descriptor(), 0, 1, 4_096, true).close();
            return Availability.yes("io_uring(7) works, " + describe(ring.setup()));
        } catch (Ring.RefusedException e) {
            return refused(e.errno());
        } catch (IOException e) {
            return tooOld(String.valueOf(e.getMessage()));
        }
    }

    private static int missingOperation(CallState state, Ring ring) throws IOException {
        try (Pages pages = Pages.take(state, 4_096)) {
            long probe = pages.address();
            Errors.check(
                    Rings.register(state, ring.descriptor(), IORING_REGISTER_PROBE, probe, PROBED),
                    "io_uring_register");
            for (int operation : NEEDED) {
                if (!IoUringProbe.supports(probe, operation)) {
                    return operation;
                }
            }
            return -1;
        }
    }

    private static String describe(RingSetup setup) {
        return switch (setup) {
            case DEFERRED_DIRECT -> "with deferred work and direct entries (Linux 6.6)";
            case DEFERRED -> "with deferred work (Linux 6.1)";
            case SINGLE -> "without deferred work, which Linux 6.1 has";
            case COOPERATIVE -> "without deferred work and multishot receives, which Linux 6.1 has";
        };
    }

    private Availability refused(int errno) {
        return switch (errno) {
            case Errno.ENOSYS -> noSuchCall();
            case Errno.EPERM, Errno.EACCES -> notPermitted();
            case Errno.ENOMEM ->
                    Availability.no(
                            "io_uring_setup says "
                                    + Errno.describe(errno)
                                    + ": the memory that"
                                    + " may be locked does not suffice, or there is none",
                            "raise the limit of locked memory (ulimit -l) or the memory limit of"
                                    + " the container");
            case Errno.EMFILE, Errno.ENFILE ->
                    Availability.no(
                            "io_uring_setup says " + Errno.describe(errno),
                            "raise the limit of open files (ulimit -n)");
            case Errno.EINVAL -> tooOld("it refuses every way to set up a ring");
            default -> Availability.no("io_uring_setup says " + Errno.describe(errno), "");
        };
    }

    private Availability notPermitted() {
        String disabled = facts.read("/proc/sys/kernel/io_uring_disabled").strip();
        if (disabled.equals("2")) {
            return Availability.no(
                    "the setting kernel.io_uring_disabled is 2: io_uring is off for all processes",
                    "sysctl kernel.io_uring_disabled=0, as root");
        }
        if (disabled.equals("1") && !isFiltered()) {
            return Availability.no(
                    "the setting kernel.io_uring_disabled is 1: io_uring is for privileged"
                            + " processes and one group",
                    "join the group of kernel.io_uring_group, or sysctl"
                            + " kernel.io_uring_disabled=0, as root");
        }
        return isFiltered()
                ? filtered(Errno.EPERM)
                : Availability.no(
                        "io_uring_setup says "
                                + Errno.describe(Errno.EPERM)
                                + ": a security module forbids it",
                        "allow io_uring in the policy of the security module (SELinux and so on)");
    }

    private Availability noSuchCall() {
        return isFiltered() && KernelRelease.parse(facts.release()).isAtLeast(5, 1)
                ? filtered(Errno.ENOSYS)
                : tooOld("it has no io_uring at all");
    }

    private boolean isFiltered() {
        return facts.read("/proc/thread-self/status").lines().anyMatch(UringProbe::saysFiltered);
    }

    /** Mode 2 of seccomp(2) is a filter. */
    private static boolean saysFiltered(String line) {
        return line.startsWith("Seccomp:") && line.endsWith("2");
    }

    private static Availability filtered(int errno) {
        return Availability.no(
                "io_uring_setup says "
                        + Errno.describe(errno)
                        + ": a seccomp filter forbids it, as those of containers do by default",
                "allow io_uring_setup, io_uring_enter and io_uring_register in the seccomp profile"
                        + " of the container");
    }

    private Availability tooOld(String what) {
        return Availability.no(
                "the kernel " + facts.release() + " is too old, " + what,
                "use Linux 5.19 or newer, best 6.1 or newer");
    }

    private static final class ThisSystem implements SystemFacts {
        @Override
        public String read(String path) {
            try {
                return Files.readString(Path.of(path));
            } catch (IOException | UncheckedIOException e) {
                return ""; // an older kernel, or a hidden /proc: nothing is known
            }
        }

        @Override
        public String release() {
            return System.getProperty("os.version", "of unknown release");
        }
    }
}
