package dev.ioreactor.tck;

/**
 * A promise that an engine cannot keep, as its row in the engine matrix says. The test of such a
 * promise asserts what happens instead.
 */
public enum Exemption {
    /** It cannot wait for a descriptor by its number: borrowing one is refused. */
    DESCRIPTORS,

    /** It cannot wait for a channel of the JDK: borrowing one is refused. */
    CHANNELS,

    /**
     * It does not notice that a peer hangs up while nothing is read; the next send or the resumed
     * receive tells.
     */
    HANGUP_WHILE_PAUSED,

    /** It cannot send straight from the caller's buffer: however large, all is queued. */
    SENDING_AT_ONCE,

    /** It has no Unix sockets: opening one is refused. */
    UNIX_SOCKETS,

    /** It has no abstract Unix names: opening one is refused. */
    ABSTRACT_NAMES,

    /** It cannot wait for a Unix listener whose backlog is full: connecting to it fails. */
    FULL_UNIX_BACKLOG,

    /** It cannot tell that a datagram was cut short. */
    TRUNCATION,

    /** It does not read, write or sync files: such operations complete with {@code -ENOTSUP}. */
    FILES,

    /** It is not told of hang-up apart from readability. */
    HANGUP_BIT,

    /**
     * It does not notice that a descriptor is closed behind its back before it asks the kernel
     * about it again, as a change of interest makes it.
     */
    CLOSING_NOTICED,

    /**
     * The kernel keeps the file of a descriptor closed behind its back for as long as it waits for
     * it, and tells what happens there; the number is looked up again only after that.
     */
    CLOSING_ENDS_THE_FILE
}
