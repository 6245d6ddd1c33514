package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * The calls that a {@link ReadinessEngine} makes on its handles, none of which waits, and the
 * memory that they receive into.
 *
 * <p>Each method returns a result or a negated {@link Errno}, {@code -EAGAIN} if it would have to
 * wait. {@link Errno#EINTR} is not returned: an interrupted call is made again. Nothing is thrown
 * for what a peer or the system can cause, nothing is allocated per call, and no method calls back.
 * A method gets only handles that {@link #knows} has accepted.
 *
 * <p>One object belongs to one engine and is confined to its thread.
 */
public interface NonBlockingIo {
    /** Whether a handle is of the kind that these calls work on. */
    boolean knows(ReadyHandle handle);

    /**
     * Takes one connection from the backlog and passes it to {@link Accept#accepted}.
     *
     * @return 0, or a negated errno with nothing left open
     */
    int accept(ReadyHandle handle, Accept operation);

    /**
     * Starts to connect.
     *
     * @return 0 if connected at once; {@code -EINPROGRESS} if {@link #finishConnect} is to be
     *     called when the handle is writable; any other errno is final
     */
    int connect(ReadyHandle handle, SocketAddress remote);

    /** How connecting went: 0, or {@code -EINPROGRESS} if that is still open, or why it failed. */
    int finishConnect(ReadyHandle handle);

    /**
     * Receives once into {@link #received}, from its index 0.
     *
     * @return the number of bytes, 0 at the end of stream, or a negated errno
     */
    int receive(ReadyHandle handle);

    /** The memory that {@link #receive} fills; its position and limit are the caller's. */
    ByteBuffer received();

    /** Sends as {@link Send} says: the number of bytes sent, at least 1, or a negated errno. */
    int send(ReadyHandle handle, Send operation);

    /** Sends as {@link Engine#sendNow} says. */
    int sendNow(ReadyHandle handle, ByteBuffer bytes);

    /** The most datagrams that one {@link #receiveFrom} takes. */
    int datagramsAtOnce();

    /**
     * Receives at most {@code limit} datagrams, perhaps fewer than there are, and keeps them until
     * the next call.
     *
     * @return the number of datagrams, at least 1, or a negated errno
     */
    int receiveFrom(ReadyHandle handle, int limit);

    /**
     * Lends one of the datagrams received last by {@link ReceiveFrom#lend}.
     *
     * @param index of the datagram, from 0
     * @return its length
     */
    int lend(int index, ReceiveFrom operation);

    /**
     * Sends as {@link SendTo} says: the number of datagrams sent, at least 1, or a negated errno.
     */
    int sendTo(ReadyHandle handle, SendTo operation);

    /** Reads as {@link ReadAt} says; may wait for the disk. */
    int readAt(ReadyHandle handle, ReadAt operation);

    /** Writes as {@link WriteAt} says; may wait for the disk. */
    int writeAt(ReadyHandle handle, WriteAt operation);

    /** Syncs as {@link Sync} says; waits for the disk. */
    int sync(ReadyHandle handle, Sync operation);

    /** Shuts down the sending direction: 0 or a negated errno. */
    int shutdown(ReadyHandle handle);

    /**
     * Closes, resets or, for {@link Close.Mode#RELEASE}, leaves a handle that the engine has
     * forgotten. A borrowed one stays open in any mode.
     */
    void close(ReadyHandle handle, Close.Mode mode);
}
