package dev.ioreactor.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a processor does for a server at an instant, told from the functions of the kernel that are
 * on the stack: the first part that fits.
 *
 * <p>On the loopback device whoever sends also does what the receiver's network card and processor
 * would do: it takes the packet through to the peer's socket, and wakes the peer.
 */
enum CpuPart {
    /** Something else needed the processor. */
    INTERRUPT("interrupts", "asm_sysvec_|asm_common_interrupt"),
    /** Gives the processor up, and gets it back. */
    SLEEPING("sleeping, waking up", "schedule|__schedule"),
    /** The receiver's half of loopback, within a send. */
    DELIVERY("delivery to the peer", "tcp_sendmsg&net_rx_action"),
    /** Makes a segment of the bytes and takes it to the device. */
    SENDING("sending", "tcp_sendmsg"),
    /** Takes the bytes from the socket. */
    RECEIVING("receiving", "tcp_recvmsg"),
    /** What an engine is about: which descriptors are ready, which operations have ended. */
    READINESS("epoll, poll, io_uring", "ep_|__ep_|do_epoll_|do_sys_poll|do_poll|io_|__io_"),
    /** All else in the kernel: system calls on their way to what they are for, and back. */
    CALLS("system calls besides", ""),
    /** The server's own code, its library and its runtime. */
    OUTSIDE("outside the kernel", "");

    /** In headings. */
    final String title;

    private final String marks;

    /** Fits a stack in which each of the marks is met: beginnings of names, one of several. */
    CpuPart(String title, String marks) {
        this.title = title;
        this.marks = marks;
    }

    /** What a stack belongs to; one without a function of the kernel is outside. */
    static CpuPart of(List<String> kernelStack) {
        if (kernelStack.isEmpty()) {
            return OUTSIDE;
        }
        for (CpuPart part : values()) {
            if (Arrays.stream(part.marks.split("&", -1))
                    .allMatch(mark -> isMet(mark, kernelStack))) {
                return part;
            }
        }
        throw new AssertionError("a part without marks fits everything");
    }

    /** In raw data: how many samples were of it. */
    String field() {
        return name().toLowerCase(Locale.ROOT) + "_samples";
    }

    private static boolean isMet(String mark, List<String> stack) {
        String[] prefixes = mark.split("\\|", -1);
        for (String function : stack) {
            for (String prefix : prefixes) {
                if (function.startsWith(prefix)) {
                    return true;
                }
            }
        }
        return false;
    }
}
