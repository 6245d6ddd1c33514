package dev.ioreactor.nio;

import dev.ioreactor.engine.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the error number that an exception of a channel stands for.
 *
 * <p>The JDK keeps few of them: the message, which is strerror(3)'s with some of its own, says
 * most, the class the rest. Source: {@code Net.c} and {@code SocketDispatcher.c} of OpenJDK.
 */
final class Errnos {
    /**
     * Texts that messages contain, a longer one before any that it contains, with their numbers.
     */
    private static final String[] TEXTS = {
        "Connection reset",
        "Broken pipe",
        "Connection refused",
        "Connection timed out",
        "Too many open files in system",
        "Too many open files",
        "Address already in use",
        "Cannot assign requested address",
        "Can't assign requested address",
        "Permission denied",
        "Operation not permitted",
        "No such file or directory",
        "Not a directory",
        "Network is unreachable",
        "Network is down",
        "No route to host",
        "Host is down",
        "Host is unreachable",
        "Software caused connection abort",
        "established connection was aborted",
        "forcibly closed",
        "No buffer space available",
        "Cannot allocate memory",
        "Message too long",
        "not connected",
        "already connected",
        "Protocol error",
        "Protocol not available",
        "Invalid argument",
        "Bad file descriptor",
        "not supported",
        "Resource temporarily unavailable",
        "No space left on device",
    };

    private static final int[] NUMBERS = {
        Errno.ECONNRESET,
        Errno.EPIPE,
        Errno.ECONNREFUSED,
        Errno.ETIMEDOUT,
        Errno.ENFILE,
        Errno.EMFILE,
        Errno.EADDRINUSE,
        Errno.EADDRNOTAVAIL,
        Errno.EADDRNOTAVAIL,
        Errno.EACCES,
        Errno.EPERM,
        Errno.ENOENT,
        Errno.ENOTDIR,
        Errno.ENETUNREACH,
        Errno.ENETDOWN,
        Errno.EHOSTUNREACH,
        Errno.EHOSTDOWN,
        Errno.EHOSTUNREACH,
        Errno.ECONNABORTED,
        Errno.ECONNRESET,
        Errno.ECONNRESET,
        Errno.ENOBUFS,
        Errno.ENOMEM,
        Errno.EMSGSIZE,
        Errno.ENOTCONN,
        Errno.EISCONN,
        Errno.EPROTO,
        Errno.ENOPROTOOPT,
        Errno.EINVAL,
        Errno.EBADF,
        Errno.ENOTSUP,
        Errno.EAGAIN,
        Errno.ENOSPC,
    };

    private Errnos() {}

    /** The number, positive; {@link Errno#EIO} if the exception does not tell. */
    static int of(Exception thrown) {
        return switch (thrown) {
            case ClosedChannelException _ -> Errno.EBADF;
            case IOException failed -> ofIo(failed);
            case NotYetConnectedException _ -> Errno.ENOTCONN;
            case AlreadyConnectedException _ -> Errno.EISCONN;
            case ConnectionPendingException _ -> Errno.EALREADY;
            case CancelledKeyException _ -> Errno.EBADF;
            case UnresolvedAddressException _ -> Errno.EDESTADDRREQ;
            case UnsupportedAddressTypeException _ -> Errno.EAFNOSUPPORT;
            case IllegalBlockingModeException _ -> Errno.EINVAL;
            case IllegalArgumentException _ -> Errno.EINVAL;
            case UnsupportedOperationException _ -> Errno.ENOTSUP;
            case RuntimeException unexpected -> throw unexpected;
            default -> Errno.EIO;
        };
    }

    private static int ofIo(IOException failed) {
        int errno = ofMessage(failed.getMessage());
        if (errno != 0) {
            return errno;
        }
        return switch (failed) {
            case ConnectException _ -> Errno.ECONNREFUSED;
            case PortUnreachableException _ -> Errno.ECONNREFUSED;
            case SocketTimeoutException _ -> Errno.ETIMEDOUT;
            case NoRouteToHostException _ -> Errno.EHOSTUNREACH;
            case BindException _ -> Errno.EADDRINUSE;
            case ProtocolException _ -> Errno.EPROTO;
            default -> Errno.EIO;
        };
    }

    private static int ofMessage(@Nullable String message) {
        if (message != null) {
            for (int i = 0; i < TEXTS.length; i++) {
                if (message.contains(TEXTS[i])) {
                    return NUMBERS[i];
                }
            }
        }
        return 0;
    }
}
