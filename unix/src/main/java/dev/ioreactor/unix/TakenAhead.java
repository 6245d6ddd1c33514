package dev.ioreactor.unix;

/** What was taken from a handle before anybody was there to be given it. */
sealed interface TakenAhead permits AcceptedAhead, DatagramsAhead {
    /** Whether all of it has been given to somebody. */
    boolean isEmpty();
}
