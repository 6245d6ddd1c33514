package dev.ioreactor.service;

/** Says that the runtime which was asked for something has stopped. */
public final class ReactorStoppedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Says so, with a sentence. */
    public ReactorStoppedException(String message) {
        super(message);
    }
}
