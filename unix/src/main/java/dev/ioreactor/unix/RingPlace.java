package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.AF_UNIX;
import static dev.ioreactor.unix.libc.SocketConstants.SOL_SOCKET;
import static dev.ioreactor.unix.libc.SocketConstants.SO_DOMAIN;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * What an engine {@code io_uring} knows about a handle, from its first operation to its close: how
 * many operations are in flight, and which of the three kinds that can be there only once. There is
 * one for each of a million idle connections.
 */
final class RingPlace {
    static final int READING = 1;
    static final int WRITING = 2;
    static final int WATCHING = 4;

    final UringEngine engine;

    /** A close that waits for the others to end, null if there is none. */
    @Nullable Close close;

    private int inFlight;
    private byte busy;

    /** Whether receives must be one-shot; known from the first one on. */
    private boolean oneShot;

    private boolean oneShotKnown;

    RingPlace(UringEngine engine) {
        this.engine = engine;
    }

    /** The bit of an operation that can be there only once, 0 for the others. */
    private static int bit(Operation operation) {
        return switch (operation) {
            case Receive _, ReceiveFrom _, Accept _ -> READING;
            case Send _, SendTo _, Connect _ -> WRITING;
            case Ready _ -> WATCHING;
            default -> 0;
        };
    }

    /** Lets an operation in, unless one of its kind is there. */
    boolean enter(Operation operation) {
        int bit = bit(operation);
        if ((busy & bit) != 0) {
            return false;
        }
        busy |= (byte) bit;
        inFlight++;
        return true;
    }

    void leave(Operation operation) {
        assert inFlight > 0;
        busy &= (byte) ~bit(operation);
        inFlight--;
    }

    /**
     * Whether receives must be one-shot: on Unix sockets a multishot one may miss the end of stream
     * (liburing#1549, as of Linux 6.19).
     */
    boolean receivesOneShot(CallState state, int fd) {
        if (!oneShotKnown) {
            int domain = Sockets.getOption(state, fd, SOL_SOCKET, SO_DOMAIN);
            oneShot = domain == AF_UNIX;
            oneShotKnown = true;
        }
        return oneShot;
    }

    boolean isWriting() {
        return (busy & WRITING) != 0;
    }

    int inFlight() {
        return inFlight;
    }
}
