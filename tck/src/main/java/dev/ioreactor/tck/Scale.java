package dev.ioreactor.tck;

/**
 * How much of the large tests is done: 1 in an ordinary build, more by {@code
 * -Ddev.ioreactor.tck.scale=NUMBER}.
 */
final class Scale {
    static final String PROPERTY = "dev.ioreactor.tck.scale";
    private static final int FACTOR = Integer.getInteger(PROPERTY, 1);

    private Scale() {}

    /** {@code ordinary} times the scale, at most {@code full}. */
    static int of(int ordinary, int full) {
        return (int) Math.min((long) ordinary * FACTOR, full);
    }
}
