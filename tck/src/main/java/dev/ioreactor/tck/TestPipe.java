package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.Handle;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipe of the user's, not of the engine's: something to be waited for and nothing more.
 *
 * <p>It has a descriptor number where the engine waits for those, else it is a channel.
 */
final class TestPipe implements AutoCloseable {
    private static final int MOST_STEPS = 64;

    private interface Reader {
        int read(ByteBuffer target) throws IOException;
    }

    private interface Writer {
        int write(ByteBuffer source) throws IOException;
    }

    private int descriptor;
    private final @Nullable SelectableChannel channel;
    private Reader reader;
    private final Writer writer;
    private AutoCloseable source;
    private final AutoCloseable sink;

    private TestPipe(
            int descriptor,
            @Nullable SelectableChannel channel,
            Reader reader,
            Writer writer,
            AutoCloseable source,
            AutoCloseable sink) {
        this.descriptor = descriptor;
        this.channel = channel;
        this.reader = reader;
        this.writer = writer;
        this.source = source;
        this.sink = sink;
    }

    /** A pipe that this engine can wait for. */
    static TestPipe open(EngineUnderTest engine) {
        try {
            return engine.has(Exemption.DESCRIPTORS) ? ofDescriptors() : ofChannels();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A named pipe: the one way to a pipe whose descriptor number plain Java can find out. */
    private static TestPipe ofDescriptors() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tck");
        Path path = folder.resolve("pipe");
        int status = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo: " + status);
        }
        // Opening one end of a named pipe waits for the other one; opening both does not.
        RandomAccessFile both = new RandomAccessFile(path.toFile(), "rw");
        int bothNumber = Descriptors.of(path);
        FileInputStream source = new FileInputStream(path.toFile());
        int descriptor = Descriptors.ofOther(path, bothNumber);
        FileOutputStream sink = new FileOutputStream(path.toFile());
        both.close();
        Files.delete(path);
        Files.delete(folder);
        return new TestPipe(
                descriptor,
                null,
                source.getChannel()::read,
                sink.getChannel()::write,
                source,
                sink);
    }

    private static TestPipe ofChannels() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        return new TestPipe(
                -1,
                pipe.source(),
                pipe.source()::read,
                pipe.sink()::write,
                pipe.source(),
                pipe.sink());
    }

    int descriptor() {
        return descriptor;
    }

    @Nullable SelectableChannel channel() {
        return channel;
    }

    /** The reading end, lent to an engine. */
    Handle borrow(Engine engine) {
        try {
            return channel == null
                    ? engine.sockets().borrow(descriptor)
                    : engine.sockets().borrow(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                writer.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what there is, which must be something; null at the end. */
    @Nullable String read() {
        ByteBuffer target = ByteBuffer.allocate(4_096);
        try {
            int count = reader.read(target);
            return count < 0 ? null : StandardCharsets.UTF_8.decode(target.flip()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void closeWriter() {
        close(sink);
    }

    void closeReader() {
        close(source);
    }

    /** Makes the reading end have this number, which must be free. */
    void moveReaderTo(int number) {
        Path end = Path.of("/proc/self/fd", "" + descriptor);
        List<FileInputStream> onTheWay = new ArrayList<>();
        try {
            while (!Descriptors.isOpen(number)) {
                assertThat(onTheWay).as("on the way to %s", number).hasSizeLessThan(MOST_STEPS);
                onTheWay.add(new FileInputStream(end.toFile()));
            }
            close(source);
            FileInputStream there = onTheWay.removeLast();
            source = there;
            reader = there.getChannel()::read;
            descriptor = number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            onTheWay.forEach(TestPipe::close);
        }
    }

    @Override
    public void close() {
        close(source);
        close(sink);
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
