package dev.ioreactor.cli.host;

/**
 * What keeps a command from doing its work and its user can change: an address, a limit, an option.
 *
 * <p>The message is one line for that user; the command ends with status 2.
 */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    /** Says so. */
    public Failure(String message) {
        super(message);
    }

    /** Says so, and keeps the cause for whoever debugs. */
    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
