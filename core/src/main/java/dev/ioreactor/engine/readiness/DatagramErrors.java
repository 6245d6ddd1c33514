package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Errno;

/** Errors that a datagram socket reports of datagrams sent earlier, and survives. */
public final class DatagramErrors {
    private DatagramErrors() {}

    /**
     * Whether receiving goes on after this: what ICMP reports, and what passes; ip(7), {@code
     * icmp_err_convert} in Linux.
     */
    public static boolean isAboutEarlierDatagram(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED,
                    Errno.EHOSTUNREACH,
                    Errno.ENETUNREACH,
                    Errno.EHOSTDOWN,
                    Errno.ENETDOWN,
                    Errno.ENOPROTOOPT,
                    Errno.EMSGSIZE,
                    Errno.EOPNOTSUPP,
                    Errno.EPROTO,
                    Errno.EACCES,
                    Errno.ECONNRESET,
                    Errno.ENOMEM,
                    Errno.ENOBUFS ->
                    true;
            default -> false;
        };
    }
}
