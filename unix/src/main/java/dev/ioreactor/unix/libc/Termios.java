package dev.ioreactor.unix.libc;

/** Settings of a terminal: {@code struct termios} of termios(3). */
public final class Termios {
    public static final int BYTES = 60;

    public static final int OFFSET_C_IFLAG = 0;
    public static final int OFFSET_C_OFLAG = 4;
    public static final int OFFSET_C_CFLAG = 8;
    public static final int OFFSET_C_LFLAG = 12;
    public static final int OFFSET_C_LINE = 16;
    public static final int OFFSET_C_CC = 17;

    private Termios() {}
}
