package dev.ioreactor.net;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The address of a Unix domain socket: a path, a name in Linux' abstract name space, or unnamed.
 *
 * <p>At most 107 bytes of UTF-8 for a path and for an abstract name. Source: unix(7).
 */
public final class UnixAddress extends SocketAddress {
    private static final long serialVersionUID = 1;
    private static final int MAX_BYTES = 107;

    private final String path;
    private final boolean isAbstract;

    private UnixAddress(String path, boolean isAbstract) {
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "Unix address of " + bytes + " bytes, at most " + MAX_BYTES + ": " + path);
        }
        this.path = path;
        this.isAbstract = isAbstract;
    }

    /** The address of a socket file; the empty path is the unnamed address. */
    public static UnixAddress ofPath(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in a Unix socket path");
        }
        return new UnixAddress(path, false);
    }

    /** A name that is no file and vanishes with its socket (Linux). */
    public static UnixAddress ofAbstract(String name) {
        return new UnixAddress(Objects.requireNonNull(name), true);
    }

    /** The path, or the abstract name without its leading NUL; empty if unnamed. */
    public String path() {
        return path;
    }

    /** Whether it is a name of the abstract name space. */
    public boolean isAbstract() {
        return isAbstract;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixAddress that
                && path.equals(that.path)
                && isAbstract == that.isAbstract;
    }

    @Override
    public int hashCode() {
        return path.hashCode() * 2 + (isAbstract ? 1 : 0);
    }

    /** The form that the command line takes: {@code unix:/path} or {@code unix:@name}. */
    @Override
    public String toString() {
        return "unix:" + (isAbstract ? "@" : "") + path;
    }
}
