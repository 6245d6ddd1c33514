package dev.ioreactor.unix.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A system call that fails with an error, and what may come of it.
 *
 * @param calls the names of the call, by commas where an engine uses several
 * @param error the name of the error
 * @param reason what the connection that the call was about is closed with, by its beginning; empty
 *     if none may be closed
 */
record Fault(String calls, String error, String reason) {
    private static final String UNHARMED = "";
    private static final String RESET = "Reset";
    private static final Set<String> LASTING =
            Set.of("EMFILE", "ENFILE", "ECONNABORTED", "EPERM", "ENOBUFS", "ENOMEM");

    /** What an enter of a ring is refused with, for as long as it takes. */
    private static final Set<String> RING_REFUSES = Set.of("EAGAIN", "EBUSY");

    /** Whether a call of this kind ends the connection that it was about. */
    boolean ends(Strace.Injected call) {
        // The kernel needs memory to add a descriptor, not to forget one.
        return !reason.isEmpty() && call.peer() != null && !call.is("EPOLL_CTL_DEL");
    }

    /** Whether it may go on for a while and still nobody is closed. */
    boolean canLast() {
        // Java's own accept is made again at once after ECONNABORTED, before anybody is told.
        boolean repeated = calls.startsWith("accept,") && error.equals("ECONNABORTED");
        // On Java's engine the thread reads more than connections: the selector's waker, classes.
        boolean notOnlyOurs = calls.equals("read");
        boolean lasting = LASTING.contains(error) || RING_REFUSES.contains(error);
        return reason.isEmpty() && lasting && !repeated && !notOnlyOurs;
    }

    /** How much a connection sends so that the call is made: several chunks are gathered by it. */
    int messageBytes() {
        return calls.equals("sendmsg") ? 20_000 : 100;
    }

    String name() {
        return calls + " " + error;
    }

    /** What an engine is put through; nothing for an engine that is not known here. */
    static List<Fault> of(String engine) {
        List<Fault> faults = new ArrayList<>();
        switch (engine) {
            case "epoll" -> {
                accepting(faults, "accept4");
                faults.add(new Fault("epoll_wait,epoll_pwait2", "EINTR", UNHARMED));
                receiving(faults, "recvfrom");
                sending(faults, "sendto");
                sending(faults, "sendmsg");
                faults.add(new Fault("epoll_ctl", "ENOMEM", UNHARMED));
                faults.add(new Fault("epoll_ctl", "ENOSPC", "SystemError[errno=28"));
            }
            case "poll" -> {
                accepting(faults, "accept4");
                faults.add(new Fault("poll,ppoll", "EINTR", UNHARMED));
                receiving(faults, "recvfrom");
                sending(faults, "sendto");
                sending(faults, "sendmsg");
            }
            case "io_uring" -> {
                for (String error : List.of("EINTR", "EAGAIN", "EBUSY")) {
                    faults.add(new Fault("io_uring_enter", error, UNHARMED));
                }
            }
            case "nio" -> {
                // The selector of Java does not look at what epoll_ctl answers.
                accepting(faults, "accept,accept4");
                faults.add(new Fault("epoll_wait,epoll_pwait2", "EINTR", UNHARMED));
                receiving(faults, "read");
                sending(faults, "write");
            }
            default -> {}
        }
        return faults;
    }

    private static void accepting(List<Fault> faults, String call) {
        for (String error : List.of("EMFILE", "ENFILE", "ECONNABORTED", "ENOBUFS", "EPERM")) {
            faults.add(new Fault(call, error, UNHARMED));
        }
    }

    private static void receiving(List<Fault> faults, String call) {
        faults.add(new Fault(call, "EINTR", UNHARMED));
        faults.add(new Fault(call, "ECONNRESET", RESET));
        faults.add(new Fault(call, "ENOBUFS", UNHARMED));
        faults.add(new Fault(call, "ENOMEM", UNHARMED));
    }

    private static void sending(List<Fault> faults, String call) {
        receiving(faults, call);
    }
}
