package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

import java.lang.invoke.MethodHandle;

/**
 * Terminals and serial lines, whose settings are a {@link Termios}. Each function returns the
 * negative errno when it fails.
 */
public final class Terminals {
    private static final int TIOCGPTN = 0x80045430;
    private static final MethodHandle CFMAKERAW = Native.bindVoid("cfmakeraw", LONG);
    private static final CFunction TCGETATTR = Native.bind("tcgetattr", INT, INT, LONG);
    private static final CFunction TCSETATTR = Native.bind("tcsetattr", INT, INT, INT, LONG);
    private static final CFunction CFSETSPEED = Native.bind("cfsetspeed", INT, LONG, INT);
    private static final CFunction POSIX_OPENPT = Native.bind("posix_openpt", INT, INT);
    private static final CFunction GRANTPT = Native.bind("grantpt", INT, INT);
    private static final CFunction UNLOCKPT = Native.bind("unlockpt", INT, INT);

    private Terminals() {}

    /** Writes the settings; see tcgetattr(3). */
    public static int getAttributes(CallState state, int fd, long termios) {
        try {
            return state.result((int) TCGETATTR.handle.invokeExact(state.segment(), fd, termios));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Changes the settings; see tcsetattr(3). */
    public static int setAttributes(CallState state, int fd, int when, long termios) {
        try {
            return state.result(
                    (int) TCSETATTR.handle.invokeExact(state.segment(), fd, when, termios));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Puts a speed, one of the {@code B} numbers, into settings; see cfsetspeed(3). */
    public static int setSpeed(CallState state, long termios, int speed) {
        try {
            return state.result(
                    (int) CFSETSPEED.handle.invokeExact(state.segment(), termios, speed));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Opens a new pseudo-terminal's master side; see posix_openpt(3). */
    public static int openMaster(CallState state, int flags) {
        try {
            return state.result((int) POSIX_OPENPT.handle.invokeExact(state.segment(), flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Lets this user open the other side; see grantpt(3). */
    public static int grant(CallState state, int master) {
        try {
            return state.result((int) GRANTPT.handle.invokeExact(state.segment(), master));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Lets the other side be opened; see unlockpt(3). */
    public static int unlock(CallState state, int master) {
        try {
            return state.result((int) UNLOCKPT.handle.invokeExact(state.segment(), master));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Changes settings to those without echo, line editing and translation; see cfmakeraw(3). */
    public static void makeRaw(long termios) {
        try {
            CFMAKERAW.invokeExact(termios);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Returns the path of the other side of a pseudo-terminal; Linux only. */
    public static String otherSide(CallState state, int master) {
        int result = Descriptors.ioctl(state, master, TIOCGPTN, state.scratch());
        assert result == 0 : result;
        return "/dev/pts/" + Memory.getInt(state.scratch());
    }
}
