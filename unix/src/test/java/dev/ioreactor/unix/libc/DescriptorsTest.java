package dev.ioreactor.unix.libc;

import static dev.ioreactor.engine.Errno.EAGAIN;
import static dev.ioreactor.engine.Errno.EBADF;
import static dev.ioreactor.engine.Errno.EEXIST;
import static dev.ioreactor.engine.Errno.EINVAL;
import static dev.ioreactor.engine.Errno.ENOENT;
import static dev.ioreactor.engine.Errno.ENOTTY;
import static dev.ioreactor.engine.Errno.ESPIPE;
import static dev.ioreactor.unix.libc.FileConstants.*;
import static dev.ioreactor.unix.libc.InotifyConstants.*;
import static dev.ioreactor.unix.libc.TerminalConstants.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipes, files, terminals and inotify as descriptors. */
class DescriptorsTest {
    private final CallState state = new CallState();
    private final Block block = Block.allocate(8192);
    private final long at = block.address();
    private final long text = at + 4096;

    @TempDir Path directory;

    @AfterEach
    void free() {
        block.close();
    }

    @Test
    void bytesGoThroughAPipeInOrder() {
        assertThat(Pipes.pipe2(state, at, O_NONBLOCK | O_CLOEXEC)).isZero();
        try (Descriptor reader = new Descriptor(Memory.getInt(at));
                Descriptor writer = new Descriptor(Memory.getInt(at + 4))) {
            assertThat(Descriptors.read(state, reader.fd(), text, 8)).isEqualTo(-EAGAIN);
            putText("abcdef");
            assertThat(Descriptors.write(state, writer.fd(), text, 6)).isEqualTo(6);
            assertThat(Descriptors.bytesToRead(state, reader.fd())).isEqualTo(6);
            vectors(text + 100, 2, text + 200, 100);
            assertThat(Descriptors.readV(state, reader.fd(), at, 2)).isEqualTo(6);
            assertThat(Memory.getString(text + 100, 2)).isEqualTo("ab");
            assertThat(Memory.getString(text + 200, 4)).isEqualTo("cdef");
            vectors(text + 200, 4, text + 100, 2);
            assertThat(Descriptors.writeV(state, writer.fd(), at, 2)).isEqualTo(6);
            assertThat(Descriptors.read(state, reader.fd(), text, 100)).isEqualTo(6);
            assertThat(Memory.getString(text, 6)).isEqualTo("cdefab");
        }
    }

    @Test
    void aPipeEndsWhenTheLastWriterIsClosed() {
        assertThat(Descriptors.pipe(state, at)).isZero();
        int reader = Memory.getInt(at);
        int writer = Memory.getInt(at + 4);
        try (Descriptor end = new Descriptor(reader)) {
            int copy = Descriptors.dup(state, writer);
            assertThat(copy).isNotNegative().isNotEqualTo(writer);
            assertThat(Descriptors.close(state, writer)).isZero();
            assertThat(Descriptors.setNonBlocking(state, end.fd(), true)).isZero();
            assertThat(Descriptors.read(state, end.fd(), text, 1)).isEqualTo(-EAGAIN);
            assertThat(Descriptors.close(state, copy)).isZero();
            assertThat(Descriptors.read(state, end.fd(), text, 1)).isZero();
            assertThat(Descriptors.setNonBlocking(state, end.fd(), false)).isZero();
            assertThat(Descriptors.fcntl(state, end.fd(), F_GETFL, 0) & O_NONBLOCK).isZero();
            assertThat(Pipes.sendFile(state, end.fd(), end.fd(), 0, 1)).isNegative();
            assertThat(RegularFiles.pread(state, end.fd(), text, 1, 0)).isEqualTo(-ESPIPE);
        }
        assertThat(Descriptors.close(state, writer)).isEqualTo(-EBADF);
    }

    @Test
    void filesAreReadAndWrittenAtOffsets() throws IOException {
        Path path = directory.resolve("file");
        int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
        try (Descriptor file =
                new Descriptor(RegularFiles.open(state, path.toString(), flags, 0600))) {
            putText("0123456789");
            assertThat(RegularFiles.pwrite(state, file.fd(), text, 10, 5)).isEqualTo(10);
            assertThat(RegularFiles.fsync(state, file.fd())).isZero();
            assertThat(RegularFiles.fdatasync(state, file.fd())).isZero();
            assertThat(Files.readString(path)).isEqualTo("\0".repeat(5) + "0123456789");
            assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
            assertThat(RegularFiles.pread(state, file.fd(), text, 100, 12)).isEqualTo(3);
            assertThat(Memory.getString(text, 3)).isEqualTo("789");
            assertThat(RegularFiles.ftruncate(state, file.fd(), 7)).isZero();
            assertThat(RegularFiles.pread(state, file.fd(), text, 100, 7)).isZero();
        }
        assertThat(RegularFiles.open(state, path.toString(), flags, 0600)).isEqualTo(-EEXIST);
        assertThat(RegularFiles.unlink(state, path.toString())).isZero();
        assertThat(path).doesNotExist();
        assertThat(RegularFiles.unlink(state, path.toString())).isEqualTo(-ENOENT);
        assertThat(RegularFiles.open(state, path.toString(), O_RDONLY, 0)).isEqualTo(-ENOENT);
    }

    @Test
    void fileBytesReachAPipeWithoutPassingThroughUs() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "0123456789");
        assertThat(Pipes.pipe2(state, at, O_NONBLOCK)).isZero();
        try (Descriptor reader = new Descriptor(Memory.getInt(at));
                Descriptor writer = new Descriptor(Memory.getInt(at + 4));
                Descriptor file =
                        new Descriptor(RegularFiles.open(state, path.toString(), O_RDONLY, 0))) {
            Memory.putLong(at, 2);
            assertThat(Pipes.sendFile(state, writer.fd(), file.fd(), at, 3)).isEqualTo(3);
            assertThat(Memory.getLong(at)).isEqualTo(5);
            assertThat(Pipes.splice(state, file.fd(), at, writer.fd(), 0, 100, SPLICE_F_NONBLOCK))
                    .isEqualTo(5);
            assertThat(Descriptors.read(state, reader.fd(), text, 100)).isEqualTo(8);
            assertThat(Memory.getString(text, 8)).isEqualTo("23456789");
        }
    }

    @Test
    void everyFunctionReportsABadDescriptor() {
        int bad = Descriptor.NONE;
        vectors(text, 1, text, 1);
        assertThat(Descriptors.read(state, bad, text, 1)).isEqualTo(-EBADF);
        assertThat(Descriptors.write(state, bad, text, 1)).isEqualTo(-EBADF);
        assertThat(Descriptors.readV(state, bad, at, 1)).isEqualTo(-EBADF);
        assertThat(Descriptors.writeV(state, bad, at, 1)).isEqualTo(-EBADF);
        assertThat(Descriptors.dup(state, bad)).isEqualTo(-EBADF);
        assertThat(Descriptors.setNonBlocking(state, bad, true)).isEqualTo(-EBADF);
        assertThat(Descriptors.bytesToRead(state, bad)).isEqualTo(-EBADF);
        assertThat(RegularFiles.pread(state, bad, text, 1, 0)).isEqualTo(-EBADF);
        assertThat(RegularFiles.pwrite(state, bad, text, 1, 0)).isEqualTo(-EBADF);
        assertThat(RegularFiles.fsync(state, bad)).isEqualTo(-EBADF);
        assertThat(RegularFiles.fdatasync(state, bad)).isEqualTo(-EBADF);
        assertThat(RegularFiles.ftruncate(state, bad, 0)).isEqualTo(-EBADF);
        assertThat(Pipes.splice(state, bad, 0, bad, 0, 1, 0)).isEqualTo(-EBADF);
        assertThat(Pipes.sendFile(state, bad, bad, 0, 1)).isEqualTo(-EBADF);
        assertThat(Pipes.pipe2(state, at, -1)).isEqualTo(-EINVAL);
        assertThat(Inotify.addWatch(state, bad, "/", IN_CREATE)).isEqualTo(-EBADF);
        assertThat(Inotify.removeWatch(state, bad, 1)).isEqualTo(-EBADF);
        assertThat(Terminals.getAttributes(state, bad, at)).isEqualTo(-EBADF);
    }

    @Test
    void inotifyTellsTheNameOfWhatChanged() throws IOException {
        try (Descriptor inotify = new Descriptor(Inotify.create(state, IN_NONBLOCK | IN_CLOEXEC))) {
            int watch =
                    Inotify.addWatch(
                            state, inotify.fd(), directory.toString(), IN_CREATE | IN_MOVED_TO);
            assertThat(watch).isPositive();
            Files.createFile(directory.resolve("größe"));
            Files.createDirectory(directory.resolve("sub"));
            int length = Descriptors.read(state, inotify.fd(), text, 4096);
            assertThat(InotifyEvent.watch(text)).isEqualTo(watch);
            assertThat(InotifyEvent.mask(text)).isEqualTo(IN_CREATE);
            assertThat(InotifyEvent.name(text)).isEqualTo("größe");
            long second = InotifyEvent.end(text);
            assertThat(InotifyEvent.mask(second)).isEqualTo(IN_CREATE | IN_ISDIR);
            assertThat(InotifyEvent.name(second)).isEqualTo("sub");
            assertThat(InotifyEvent.end(second)).isEqualTo(text + length);

            assertThat(Inotify.removeWatch(state, inotify.fd(), watch)).isZero();
            Descriptors.read(state, inotify.fd(), text, 4096);
            assertThat(InotifyEvent.mask(text)).isEqualTo(IN_IGNORED);
            assertThat(Inotify.addWatch(state, inotify.fd(), "/no/such/path", IN_CREATE))
                    .isEqualTo(-ENOENT);
        }
    }

    @Test
    void aRawTerminalPassesBytesUntouched() {
        try (Descriptor master =
                new Descriptor(Terminals.openMaster(state, O_RDWR | O_NOCTTY | O_CLOEXEC))) {
            assertThat(Terminals.grant(state, master.fd())).isZero();
            assertThat(Terminals.unlock(state, master.fd())).isZero();
            String path = Terminals.otherSide(state, master.fd());
            try (Descriptor terminal =
                    new Descriptor(
                            RegularFiles.open(state, path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0))) {
                assertThat(Descriptors.isatty(terminal.fd())).isEqualTo(1);
                putText("a\r");
                Descriptors.write(state, master.fd(), text, 2);
                assertThat(Descriptors.read(state, terminal.fd(), text, 100)).isEqualTo(2);
                assertThat(Memory.getString(text, 2)).as("translated").isEqualTo("a\n");

                assertThat(Terminals.getAttributes(state, terminal.fd(), at)).isZero();
                assertThat(Memory.getInt(at + Termios.OFFSET_C_LFLAG) & ICANON).isNotZero();
                Terminals.makeRaw(at);
                assertThat(Terminals.setSpeed(state, at, B115200)).isZero();
                assertThat(Terminals.setAttributes(state, terminal.fd(), TCSANOW, at)).isZero();
                Memory.clear(at, Termios.BYTES);
                assertThat(Terminals.getAttributes(state, terminal.fd(), at)).isZero();
                assertThat(Memory.getInt(at + Termios.OFFSET_C_LFLAG) & ICANON).isZero();
                assertThat(Memory.getByte(at + Termios.OFFSET_C_CC + VMIN)).isEqualTo((byte) 1);
                putText("a\r");
                Descriptors.write(state, master.fd(), text, 2);
                assertThat(Descriptors.read(state, terminal.fd(), text, 100)).isEqualTo(2);
                assertThat(Memory.getString(text, 2)).isEqualTo("a\r");
            }
        }
    }

    @Test
    void aPipeIsNoTerminal() {
        assertThat(Descriptors.pipe(state, at)).isZero();
        try (Descriptor reader = new Descriptor(Memory.getInt(at));
                Descriptor writer = new Descriptor(Memory.getInt(at + 4))) {
            assertThat(Descriptors.isatty(reader.fd())).isZero();
            assertThat(Terminals.setAttributes(state, writer.fd(), TCSANOW, text))
                    .isEqualTo(-ENOTTY);
        }
    }

    private void putText(String value) {
        for (int i = 0; i < value.length(); i++) {
            Memory.putByte(text + i, (byte) value.charAt(i));
        }
    }

    private void vectors(long first, long firstLength, long second, long secondLength) {
        IoVec.put(at, first, firstLength);
        IoVec.put(at + IoVec.BYTES, second, secondLength);
        assertThat(IoVec.base(at + IoVec.BYTES)).isEqualTo(second);
        assertThat(IoVec.length(at)).isEqualTo(firstLength);
    }
}
