package dev.ioreactor.unix;

/**
 * The sizes of one engine {@code io_uring}.
 *
 * @param entries places of the submission queue, a power of two; when it is full, the kernel is
 *     entered once more
 * @param completions places of the completion queue, a power of two; the kernel keeps what does not
 *     fit
 * @param buffers the number of receive buffers, a power of two up to 32,768; as many again for
 *     datagrams where these are received
 * @param inPieces whether a buffer may be consumed piece by piece, several being joined to one
 * @param multishot whether a receive may stay and take whatever comes, of bytes and of datagrams,
 *     where the kernel can
 * @param setup the best set-up to try
 */
record UringConfig(
        int entries,
        int completions,
        int buffers,
        boolean inPieces,
        boolean multishot,
        RingSetup setup) {
    private static final int BUFFER_MEMORY_BYTES = 1 << 20;

    UringConfig {
        requirePowerOfTwo("entries", entries, 32_768);
        requirePowerOfTwo("completions", completions, 65_536);
        requirePowerOfTwo("buffers", buffers, 32_768);
    }

    private static void requirePowerOfTwo(String what, int value, int most) {
        if (value < 1 || value > most || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(what + " " + value);
        }
    }

    /** The defaults: about 1 MiB of buffers, and at least 8. */
    static UringConfig defaults(int bufferBytes) {
        int buffers = Math.max(8, Integer.highestOneBit(BUFFER_MEMORY_BYTES / bufferBytes));
        return new UringConfig(1_024, 8_192, buffers, true, true, RingSetup.DEFERRED_DIRECT);
    }
}
