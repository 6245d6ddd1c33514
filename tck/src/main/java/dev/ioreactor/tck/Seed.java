package dev.ioreactor.tck;

import java.util.SplittableRandom;

/**
 * Where the suite's randomness comes from: one seed per run, which a failing test prints.
 *
 * <p>Replayed with {@code -Ddev.ioreactor.tck.seed=NUMBER}.
 */
final class Seed {
    static final String PROPERTY = "dev.ioreactor.tck.seed";
    static final long VALUE = Long.getLong(PROPERTY, System.nanoTime());

    private Seed() {}

    /** Random numbers that depend on the seed and on {@code purpose} alone. */
    static SplittableRandom random(String purpose) {
        return new SplittableRandom(VALUE ^ ((long) purpose.hashCode() << 32));
    }

    /** How to see the same randomness again. */
    static String howToReplay() {
        return "seed " + VALUE + ", replay with -D" + PROPERTY + "=" + VALUE;
    }
}
