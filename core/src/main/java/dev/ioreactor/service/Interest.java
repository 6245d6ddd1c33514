package dev.ioreactor.service;

/** What a {@link Resource} wants to be told about. */
public enum Interest {
    /** Nothing: the resource stays registered and costs nothing, even when its peer hangs up. */
    NONE,
    /** When reading will not block. */
    READ,
    /** When writing will not block. */
    WRITE,
    /** Both. */
    BOTH;

    /** Whether reading is among it. */
    public boolean reads() {
        return this == READ || this == BOTH;
    }

    /** Whether writing is among it. */
    public boolean writes() {
        return this == WRITE || this == BOTH;
    }
}
