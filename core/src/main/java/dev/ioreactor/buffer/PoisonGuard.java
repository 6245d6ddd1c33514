package dev.ioreactor.buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Lends a copy, then empties it and overwrites its bytes: reading it later throws, and a slice or
 * duplicate that was kept reads {@code 0xDD}.
 */
final class PoisonGuard implements LeaseGuard {
    private static final byte POISON = (byte) 0xDD;

    @Override
    public ByteBuffer lend(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void takeBack(ByteBuffer lent) {
        Arrays.fill(lent.array(), lent.arrayOffset(), lent.arrayOffset() + lent.capacity(), POISON);
        lent.position(0).limit(0);
    }
}
