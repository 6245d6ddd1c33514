package dev.ioreactor.engine;

/**
 * Whether an engine can be used on this machine.
 *
 * @param usable whether it can be opened here and now
 * @param reason what was found: one line, for people
 * @param remedy what would make it usable: one line, empty if nothing is to be done or can be
 */
public record Availability(boolean usable, String reason, String remedy) {
    /** It can be opened. */
    public static Availability yes(String reason) {
        return new Availability(true, reason, "");
    }

    /** It cannot be opened, and this is why and what would help. */
    public static Availability no(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }
}
