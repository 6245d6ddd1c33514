package dev.ioreactor.unix.libc;

/** A descriptor, what is asked and what is so: {@code struct pollfd} of poll(2). */
public final class PollFd {
    public static final int BYTES = 8;

    public static final int OFFSET_FD = 0;
    public static final int OFFSET_EVENTS = 4;
    public static final int OFFSET_REVENTS = 6;

    private PollFd() {}

    /** The descriptor; a negative one is skipped by the kernel. */
    public static int fd(long address) {
        return Memory.getInt(address + OFFSET_FD);
    }

    /** What is asked. */
    public static short events(long address) {
        return Memory.getShort(address + OFFSET_EVENTS);
    }

    /** What is so. */
    public static short revents(long address) {
        return Memory.getShort(address + OFFSET_REVENTS);
    }

    /** Asks for events of a descriptor; what is so is set to nothing. */
    public static void put(long address, int fd, int events) {
        Memory.putInt(address + OFFSET_FD, fd);
        Memory.putShort(address + OFFSET_EVENTS, (short) events);
        Memory.putShort(address + OFFSET_REVENTS, (short) 0);
    }

    /** Changes what is asked. */
    public static void ask(long address, int events) {
        Memory.putShort(address + OFFSET_EVENTS, (short) events);
    }
}
