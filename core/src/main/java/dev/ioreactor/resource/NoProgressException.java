package dev.ioreactor.resource;

/** Reports a resource that is ready time after time without anything coming of it. */
final class NoProgressException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoProgressException(String what) {
        super("ready without progress, left alone for a while: " + what, null, false, false);
    }
}
