package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How files are read and written at an offset, where the engine does that. */
public interface FileLaws extends EngineLaws {
    @Test
    @DisplayName("24: what is written at an offset is read back from there, and ends with the file")
    default void whatIsWrittenAtAnOffsetIsReadBack() throws IOException {
        assumeFiles();
        Path path = Files.createTempFile("tck", ".file");
        try (EngineRig rig = new EngineRig(engine());
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            Handle handle = rig.own(rig.engine.sockets().borrow(Descriptors.of(path)));
            assertThat(write(rig, handle, 100_000, "at last")).isEqualTo(7);
            assertThat(write(rig, handle, 0, "at first")).isEqualTo(8);
            assertThat(sync(rig, handle, true)).isZero();
            assertThat(sync(rig, handle, false)).isZero();
            assertThat(file.length()).isEqualTo(100_007);
            Chunk chunk = rig.chunk("+");
            assertThat(read(rig, handle, 0, chunk)).isZero();
            Chunk target = rig.chunk(64);
            target.append("so: ".getBytes(StandardCharsets.UTF_8), 0, 4);
            assertThat(read(rig, handle, 100_000, target)).isEqualTo(7);
            target.end += 7;
            byte[] text = new byte[target.end];
            target.buffer.get(0, text);
            assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("so: at last");
            assertThat(read(rig, handle, 100_007, target)).isZero();
        } finally {
            Files.delete(path);
        }
    }

    @Test
    @DisplayName("24: a read takes no more than its count, a write no more than is readable")
    default void noMoreIsReadOrWrittenThanSaid() throws IOException {
        assumeFiles();
        Path path = Files.createTempFile("tck", ".file");
        try (EngineRig rig = new EngineRig(engine());
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            Handle handle = rig.own(rig.engine.sockets().borrow(Descriptors.of(path)));
            Chunk source = rig.chunk("0123456789");
            source.begin = 3;
            source.end = 8;
            assertThat(write(rig, handle, 0, source)).isEqualTo(5);
            assertThat(Files.readString(path)).isEqualTo("34567");
            assertThat(file.getFilePointer()).isZero();
            Chunk target = rig.chunk(64);
            Probe probe = new Probe();
            ReadAt read = new ReadAt(handle, probe);
            read.of(1, target, 3);
            rig.submit(read);
            assertThat(rig.result(probe)).isEqualTo(3);
            byte[] bytes = new byte[4];
            target.buffer.get(0, bytes);
            assertThat(bytes).startsWith('4', '5', '6').doesNotContain('7');
        } finally {
            Files.delete(path);
        }
    }

    @Test
    @DisplayName("24: an engine without files says so of whatever is asked of one")
    default void anEngineWithoutFilesSaysSo() {
        Assumptions.assumeFalse(engine().has(Exemption.FILES), "files");
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Handle handle = rig.own(pipe.borrow(rig.engine));
            assertThat(write(rig, handle, 0, "x")).isEqualTo(-Errno.ENOTSUP);
            assertThat(read(rig, handle, 0, rig.chunk(1))).isEqualTo(-Errno.ENOTSUP);
            assertThat(sync(rig, handle, true)).isEqualTo(-Errno.ENOTSUP);
            assertThat(sync(rig, handle, false)).isEqualTo(-Errno.ENOTSUP);
        }
    }

    private void assumeFiles() {
        Assumptions.assumeTrue(engine().has(Exemption.DESCRIPTORS), "no way to a file");
        Assumptions.assumeTrue(engine().has(Exemption.FILES), "no files");
    }

    private static int write(EngineRig rig, Handle handle, long offset, String text) {
        return write(rig, handle, offset, rig.chunk(text));
    }

    private static int write(EngineRig rig, Handle handle, long offset, Chunk source) {
        Probe probe = new Probe();
        WriteAt write = new WriteAt(handle, probe);
        write.of(offset, source);
        rig.submit(write);
        return rig.result(probe);
    }

    private static int sync(EngineRig rig, Handle handle, boolean dataOnly) {
        Probe probe = new Probe();
        Sync sync = new Sync(handle, probe);
        sync.of(dataOnly);
        rig.submit(sync);
        return rig.result(probe);
    }

    private static int read(EngineRig rig, Handle handle, long offset, Chunk target) {
        Probe probe = new Probe();
        ReadAt read = new ReadAt(handle, probe);
        read.of(offset, target, target.freeBytes());
        rig.submit(read);
        return rig.result(probe);
    }
}
