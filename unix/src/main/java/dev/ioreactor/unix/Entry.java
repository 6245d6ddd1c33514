package dev.ioreactor.unix;

import dev.ioreactor.unix.libc.IoUringSqe;
import dev.ioreactor.unix.libc.Memory;

/** Writes entries of a submission queue: all 64 bytes of each, by eight plain stores. */
final class Entry {
    private Entry() {}

    /**
     * Writes an entry.
     *
     * @param operation an {@code IORING_OP}
     * @param flags {@code IOSQE} bits
     * @param priority what the operation makes of the field of that name
     * @param offset an offset, or a second address
     * @param operationFlags what the operation makes of the field in place of {@code rw_flags}
     * @param word comes back with the completion
     * @param group of provided buffers
     * @param optionLength what the operation makes of the field in place of {@code file_index}
     */
    static void put(
            long entry,
            int operation,
            int flags,
            int priority,
            int fd,
            long offset,
            long address,
            int length,
            int operationFlags,
            long word,
            int group,
            int optionLength) {
        Memory.putLong(
                entry + IoUringSqe.OFFSET_OPCODE,
                operation | (long) flags << 8 | (long) priority << 16 | (long) fd << 32);
        Memory.putLong(entry + IoUringSqe.OFFSET_OFF, offset);
        Memory.putLong(entry + IoUringSqe.OFFSET_ADDR, address);
        Memory.putLong(
                entry + IoUringSqe.OFFSET_LEN,
                Integer.toUnsignedLong(length) | (long) operationFlags << 32);
        Memory.putLong(entry + IoUringSqe.OFFSET_USER_DATA, word);
        Memory.putLong(entry + IoUringSqe.OFFSET_BUF_GROUP, group | (long) optionLength << 32);
        Memory.putLong(entry + IoUringSqe.OFFSET_ADDR3, 0);
        Memory.putLong(entry + IoUringSqe.OFFSET_ADDR3 + Long.BYTES, 0);
    }
}
