package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MCAST_JOIN_GROUP;
import static dev.ioreactor.unix.libc.SocketConstants.MCAST_LEAVE_GROUP;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.readiness.ReadyHandle;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.Linger;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.SocketAddresses;
import dev.ioreactor.unix.libc.SocketConstants;
import dev.ioreactor.unix.libc.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor, owned or borrowed, as all engines of this module know it.
 *
 * <p>It remembers whether it is in non-blocking mode, since engines differ in what they need and a
 * handover may bring it from one to the other. A borrowed one is left in the mode that it came in,
 * and is never closed. The calls of this class are those of cold paths: an engine makes its own
 * with its own {@link CallState}.
 */
final class FdHandle extends ReadyHandle {
    private static final ThreadLocal<CallState> STATES = ThreadLocal.withInitial(CallState::new);
    private static final int COPY_BYTES = 8 << 10;

    private final int fd;
    private final boolean owned;
    private boolean nonBlocking;
    private boolean open = true;

    /** The family of its addresses, 0 as long as nobody asked. */
    private byte family;

    /** Its place in the engine {@code io_uring}, null while that does not know it. */
    @Nullable RingPlace ringPlace;

    /**
     * What was accepted or received from it too early, null if nothing ever was; never both, since
     * what listens receives no datagrams.
     */
    private @Nullable TakenAhead ahead;

    private FdHandle(int fd, boolean owned, boolean nonBlocking) {
        this.fd = fd;
        this.owned = owned;
        this.nonBlocking = nonBlocking;
    }

    static FdHandle owned(int fd, boolean nonBlocking) {
        return new FdHandle(fd, true, nonBlocking);
    }

    static FdHandle borrowed(int fd) {
        return new FdHandle(fd, false, false);
    }

    @Override
    public int descriptor() {
        return fd;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    boolean isOwned() {
        return owned;
    }

    /** Whether an engine {@code io_uring} has it; one that is closed has nothing any more. */
    boolean isOnRing() {
        RingPlace place = ringPlace;
        if (place != null && place.engine.isClosed()) {
            ringPlace = null;
        }
        return ringPlace != null;
    }

    /** Keeps a connection that was accepted from it, for the next accept. */
    void keepAccepted(int descriptor) {
        AcceptedAhead kept = ahead instanceof AcceptedAhead known ? known : new AcceptedAhead();
        ahead = kept;
        kept.add(descriptor);
    }

    @Override
    protected boolean hasTakenAhead() {
        return ahead != null && !ahead.isEmpty();
    }

    /** Takes a connection that was kept; -1 if there is none. */
    int takeAccepted() {
        return ahead instanceof AcceptedAhead kept && !kept.isEmpty() ? kept.take() : -1;
    }

    /** The family of the socket, as {@code socket(2)} was told. */
    int family(CallState state) {
        if (family == 0) {
            family =
                    (byte)
                            Sockets.getOption(
                                    state,
                                    fd,
                                    SocketConstants.SOL_SOCKET,
                                    SocketConstants.SO_DOMAIN);
        }
        return family;
    }

    @Override
    protected void keepAhead(ReceiveFrom operation) {
        DatagramsAhead kept = ahead instanceof DatagramsAhead known ? known : new DatagramsAhead();
        ahead = kept;
        kept.add(operation);
    }

    boolean hasDatagramsAhead() {
        return ahead instanceof DatagramsAhead kept && !kept.isEmpty();
    }

    /** Lends the first datagram that was kept; its length, or -1 if there is none. */
    int lendKept(ReceiveFrom operation) {
        return ahead instanceof DatagramsAhead kept ? kept.lend(operation) : -1;
    }

    /** Switches an owned descriptor to the mode that an engine needs; 0 or a negated errno. */
    int nonBlocking(boolean on) {
        if (!owned || nonBlocking == on) {
            return 0;
        }
        int result = Descriptors.setNonBlocking(STATES.get(), fd, on);
        if (result >= 0) {
            nonBlocking = on;
        }
        return Math.min(result, 0);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return address(true);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return address(false);
    }

    private @Nullable SocketAddress address(boolean local) {
        CallState state = STATES.get();
        long lengthAddress = state.scratch();
        long address = lengthAddress + Long.BYTES;
        Memory.putInt(lengthAddress, 128);
        int result =
                local
                        ? Sockets.getSockName(state, fd, address, lengthAddress)
                        : Sockets.getPeerName(state, fd, address, lengthAddress);
        if (result < 0) {
            return null;
        }
        int length = Memory.getInt(lengthAddress);
        return SocketAddresses.decode(address, length);
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        FdOptions.set(STATES.get(), fd, option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return FdOptions.get(STATES.get(), fd, option);
    }

    @Override
    public int availableBytes() {
        return Descriptors.bytesToRead(STATES.get(), fd);
    }

    @Override
    public void join(InetAddress group, NetworkInterface on) throws IOException {
        FdOptions.membership(STATES.get(), fd, MCAST_JOIN_GROUP, group, on);
    }

    @Override
    public void leave(InetAddress group, NetworkInterface on) throws IOException {
        FdOptions.membership(STATES.get(), fd, MCAST_LEAVE_GROUP, group, on);
    }

    @Override
    public int readBlocking(ByteBuffer target) throws IOException {
        requireFree();
        if (!target.hasRemaining()) {
            return 0;
        }
        ByteBuffer copy = ByteBuffer.allocateDirect(Math.min(target.remaining(), COPY_BYTES));
        long address = Memory.address(copy);
        int count;
        do {
            count = Descriptors.read(STATES.get(), fd, address, copy.capacity());
        } while (count == -Errno.EINTR);
        Errors.check(count, "read");
        target.put(copy.limit(count));
        return count == 0 ? -1 : count;
    }

    @Override
    public void writeBlocking(ByteBuffer source) throws IOException {
        requireFree();
        ByteBuffer copy = ByteBuffer.allocateDirect(Math.min(source.remaining(), COPY_BYTES));
        while (source.hasRemaining()) {
            int count = Math.min(copy.capacity(), source.remaining());
            copy.clear().put(source.slice(source.position(), count)).flip();
            int sent = send(copy);
            source.position(source.position() + sent);
        }
    }

    private int send(ByteBuffer direct) throws IOException {
        long address = Memory.address(direct);
        int sent;
        do {
            sent =
                    Sockets.send(
                            STATES.get(),
                            fd,
                            address,
                            direct.remaining(),
                            SocketConstants.MSG_NOSIGNAL);
        } while (sent == -Errno.EINTR);
        return Errors.check(sent, "write");
    }

    private void requireFree() throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        Errors.check(nonBlocking(false), "make blocking");
    }

    @Override
    public void close() {
        close(STATES.get(), false);
    }

    /** Closes an owned descriptor, with a reset if so asked; leaves a borrowed one. */
    void close(CallState state, boolean abort) {
        if (!open) {
            return;
        }
        open = false;
        if (ahead instanceof AcceptedAhead kept) {
            kept.close(state);
        }
        if (!owned) {
            return;
        }
        if (abort) {
            resetOnClose(state);
        }
        Descriptors.close(state, fd); // closed whatever it says: close(2)
    }

    /** Makes closing reset the connection; a kind of socket that cannot be reset is just closed. */
    void resetOnClose(CallState state) {
        Linger.put(state.scratch(), true, 0);
        Sockets.setSockOpt(
                state,
                fd,
                SocketConstants.SOL_SOCKET,
                SocketConstants.SO_LINGER,
                state.scratch(),
                Linger.BYTES);
    }

    @Override
    public String toString() {
        return "descriptor " + fd;
    }
}
