package dev.ioreactor.cli.host;

import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.ProcessConstants;
import dev.ioreactor.unix.libc.ResourceLimits;

/**
 * Whether this JVM lets us call the C library.
 *
 * @param isAllowed whether a call succeeded
 * @param description what was found, and what would help
 */
public record NativeAccess(boolean isAllowed, String description) {

    /** Tries. */
    public static NativeAccess check() {
        try {
            ResourceLimits.soft(new CallState(), ProcessConstants.RLIMIT_NOFILE);
            return new NativeAccess(true, "allowed");
        } catch (IllegalCallerException | LinkageError e) {
            return new NativeAccess(
                    false, "denied: run java with --enable-native-access=ALL-UNNAMED");
        }
    }
}
