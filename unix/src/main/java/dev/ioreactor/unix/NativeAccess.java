package dev.ioreactor.unix;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import java.util.Locale;
import java.util.function.Supplier;

/** Finds out whether native calls can be made here, before an engine tries. */
final class NativeAccess {
    private NativeAccess() {}

    /** What {@code probe} says, or why it could not even be asked. */
    static Availability ask(Supplier<Availability> probe) {
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).contains("linux")) {
            return Availability.no(
                    "made for Linux, and this is " + system, "use the engine nio here");
        }
        try {
            Descriptors.close(new CallState(), -1); // EBADF: the call was made
            return probe.get();
        } catch (IllegalCallerException | LinkageError e) {
            return Availability.no(
                    "native access is denied to the module dev.ioreactor.unix: " + rootOf(e),
                    "run java with --enable-native-access=dev.ioreactor.unix, or =ALL-UNNAMED where"
                            + " the library is on the class path");
        }
    }

    private static String rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
