package dev.ioreactor.unix;

import dev.ioreactor.engine.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;

/** Makes exceptions of the error numbers of calls that open or set something. */
final class Errors {
    private Errors() {}

    static IOException of(int result, String what) {
        int errno = -result;
        String message = what + ": " + Errno.describe(errno);
        return switch (errno) {
            case Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.EACCES -> new BindException(message);
            case Errno.ECONNREFUSED -> new ConnectException(message);
            default -> new IOException(message);
        };
    }

    static int check(int result, String what) throws IOException {
        if (result < 0) {
            throw of(result, what);
        }
        return result;
    }
}
