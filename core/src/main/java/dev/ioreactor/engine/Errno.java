package dev.ioreactor.engine;

/**
 * Error numbers of the service-provider interface: Linux' numbers, on every system.
 *
 * <p>An engine of another system translates its own. Source: errno(3).
 */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** Interrupted system call. */
    public static final int EINTR = 4;

    /** Input/output error. */
    public static final int EIO = 5;

    /** Bad file descriptor. */
    public static final int EBADF = 9;

    /** Resource temporarily unavailable. */
    public static final int EAGAIN = 11;

    /** Not enough memory. */
    public static final int ENOMEM = 12;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Bad address. */
    public static final int EFAULT = 14;

    /** Device or resource busy. */
    public static final int EBUSY = 16;

    /** File exists. */
    public static final int EEXIST = 17;

    /** Not a directory. */
    public static final int ENOTDIR = 20;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** Too many open files in the system. */
    public static final int ENFILE = 23;

    /** Too many open files in the process. */
    public static final int EMFILE = 24;

    /** Not a terminal, or no such request for this device. */
    public static final int ENOTTY = 25;

    /** No space left. */
    public static final int ENOSPC = 28;

    /** Illegal seek. */
    public static final int ESPIPE = 29;

    /** The peer no longer reads. */
    public static final int EPIPE = 32;

    /** The kernel does not have this call. */
    public static final int ENOSYS = 38;

    /** Protocol error. */
    public static final int EPROTO = 71;

    /** Value too large. */
    public static final int EOVERFLOW = 75;

    /** Not a socket. */
    public static final int ENOTSOCK = 88;

    /** Destination address required. */
    public static final int EDESTADDRREQ = 89;

    /** Message too long. */
    public static final int EMSGSIZE = 90;

    /** No such socket option. */
    public static final int ENOPROTOOPT = 92;

    /** Protocol not supported. */
    public static final int EPROTONOSUPPORT = 93;

    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    /** Not supported; the same as EOPNOTSUPP. */
    public static final int ENOTSUP = EOPNOTSUPP;

    /** Address family not supported. */
    public static final int EAFNOSUPPORT = 97;

    /** Address already in use. */
    public static final int EADDRINUSE = 98;

    /** No such address on this machine. */
    public static final int EADDRNOTAVAIL = 99;

    /** Network is down. */
    public static final int ENETDOWN = 100;

    /** Network is unreachable. */
    public static final int ENETUNREACH = 101;

    /** Connection aborted. */
    public static final int ECONNABORTED = 103;

    /** Connection reset by peer. */
    public static final int ECONNRESET = 104;

    /** No buffer space. */
    public static final int ENOBUFS = 105;

    /** Already connected. */
    public static final int EISCONN = 106;

    /** Not connected. */
    public static final int ENOTCONN = 107;

    /** Timed out. */
    public static final int ETIMEDOUT = 110;

    /** Connection refused. */
    public static final int ECONNREFUSED = 111;

    /** Host is down. */
    public static final int EHOSTDOWN = 112;

    /** No route to host. */
    public static final int EHOSTUNREACH = 113;

    /** Already in progress. */
    public static final int EALREADY = 114;

    /** In progress. */
    public static final int EINPROGRESS = 115;

    /** Cancelled. */
    public static final int ECANCELED = 125;

    private Errno() {}

    /** What an error number means, with its name where it is known. */
    public static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM: operation not permitted";
            case ENOENT -> "ENOENT: no such file or directory";
            case EINTR -> "EINTR: interrupted system call";
            case EIO -> "EIO: input/output error";
            case EBADF -> "EBADF: bad file descriptor";
            case EAGAIN -> "EAGAIN: resource temporarily unavailable";
            case ENOMEM -> "ENOMEM: not enough memory";
            case EACCES -> "EACCES: permission denied";
            case EFAULT -> "EFAULT: bad address";
            case EBUSY -> "EBUSY: device or resource busy";
            case EEXIST -> "EEXIST: file exists";
            case ENOTDIR -> "ENOTDIR: not a directory";
            case EINVAL -> "EINVAL: invalid argument";
            case ENFILE -> "ENFILE: too many open files in the system";
            case EMFILE -> "EMFILE: too many open files in the process";
            case ENOTTY -> "ENOTTY: not a terminal, or no such request for this device";
            case ENOSPC -> "ENOSPC: no space left";
            case ESPIPE -> "ESPIPE: illegal seek";
            case EPIPE -> "EPIPE: the peer no longer reads";
            case ENOSYS -> "ENOSYS: the kernel does not have this call";
            case EPROTO -> "EPROTO: protocol error";
            case EOVERFLOW -> "EOVERFLOW: value too large";
            case ENOTSOCK -> "ENOTSOCK: not a socket";
            case EDESTADDRREQ -> "EDESTADDRREQ: destination address required";
            case EMSGSIZE -> "EMSGSIZE: message too long";
            case ENOPROTOOPT -> "ENOPROTOOPT: no such socket option";
            case EPROTONOSUPPORT -> "EPROTONOSUPPORT: protocol not supported";
            case EOPNOTSUPP -> "EOPNOTSUPP: operation not supported";
            case EAFNOSUPPORT -> "EAFNOSUPPORT: address family not supported";
            case EADDRINUSE -> "EADDRINUSE: address already in use";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL: no such address on this machine";
            case ENETDOWN -> "ENETDOWN: network is down";
            case ENETUNREACH -> "ENETUNREACH: network is unreachable";
            case ECONNABORTED -> "ECONNABORTED: connection aborted";
            case ECONNRESET -> "ECONNRESET: connection reset by peer";
            case ENOBUFS -> "ENOBUFS: no buffer space";
            case EISCONN -> "EISCONN: already connected";
            case ENOTCONN -> "ENOTCONN: not connected";
            case ETIMEDOUT -> "ETIMEDOUT: timed out";
            case ECONNREFUSED -> "ECONNREFUSED: connection refused";
            case EHOSTDOWN -> "EHOSTDOWN: host is down";
            case EHOSTUNREACH -> "EHOSTUNREACH: no route to host";
            case EALREADY -> "EALREADY: already in progress";
            case EINPROGRESS -> "EINPROGRESS: in progress";
            case ECANCELED -> "ECANCELED: cancelled";
            default -> "errno " + errno;
        };
    }
}
