package dev.ioreactor.unix;

/**
 * What a kernel calls itself, as far as it orders: {@code 6.17.3-amd64} is 6.17.
 *
 * @param major the first number, 0 if that is not how this system names its kernel
 * @param minor the second number
 */
record KernelRelease(int major, int minor) {
    private static final KernelRelease UNKNOWN = new KernelRelease(0, 0);

    /** That of the running kernel. */
    static KernelRelease current() {
        return parse(System.getProperty("os.version", ""));
    }

    /** Reads the text of {@code uname -r}. */
    static KernelRelease parse(String text) {
        String[] parts = text.split("[^0-9]+", 3);
        try {
            return new KernelRelease(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return UNKNOWN;
        }
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}
