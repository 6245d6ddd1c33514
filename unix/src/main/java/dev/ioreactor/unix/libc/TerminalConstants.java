package dev.ioreactor.unix.libc;

/**
 * Numbers of {@code <termios.h>} and {@code <sys/ioctl.h>}; flags and speeds differ between
 * architectures, these are those of x86-64 and aarch64.
 */
public final class TerminalConstants {
    // When settings change.
    public static final int TCSANOW = 0;
    public static final int TCSADRAIN = 1;
    public static final int TCSAFLUSH = 2;

    // Places in the control characters.
    public static final int VTIME = 5;
    public static final int VMIN = 6;

    // Flags.
    public static final int IGNBRK = 1;
    public static final int BRKINT = 2;
    public static final int INPCK = 0x10;
    public static final int ISTRIP = 0x20;
    public static final int ICRNL = 0x100;
    public static final int IXON = 0x400;
    public static final int IXOFF = 0x1000;
    public static final int OPOST = 1;
    public static final int CSIZE = 0x30;
    public static final int CS7 = 0x20;
    public static final int CS8 = 0x30;
    public static final int CSTOPB = 0x40;
    public static final int CREAD = 0x80;
    public static final int PARENB = 0x100;
    public static final int PARODD = 0x200;
    public static final int CLOCAL = 0x800;
    public static final int CRTSCTS = 0x80000000;
    public static final int ISIG = 1;
    public static final int ICANON = 2;
    public static final int ECHO = 8;
    public static final int IEXTEN = 0x8000;

    // Speeds.
    public static final int B9600 = 13;
    public static final int B19200 = 14;
    public static final int B38400 = 15;
    public static final int B57600 = 0x1001;
    public static final int B115200 = 0x1002;
    public static final int B230400 = 0x1003;
    public static final int B460800 = 0x1004;
    public static final int B921600 = 0x1007;
    public static final int B1000000 = 0x1008;
    public static final int B4000000 = 0x100F;

    // ioctl(2).
    public static final int TIOCEXCL = 0x540C;
    public static final int TIOCGWINSZ = 0x5413;
    public static final int TIOCSWINSZ = 0x5414;
    public static final int TIOCMGET = 0x5415;

    private TerminalConstants() {}
}
