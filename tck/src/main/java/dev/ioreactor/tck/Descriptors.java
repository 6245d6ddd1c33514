package dev.ioreactor.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The open descriptors of this process, as Linux shows them. Source: proc_pid_fd(5). */
final class Descriptors {
    private static final Path FOLDER = Path.of("/proc/self/fd");

    private Descriptors() {}

    /** Whether this system shows them. */
    static boolean areVisible() {
        return Files.isDirectory(FOLDER);
    }

    /** Whether a number is a descriptor's; asking opens none. */
    static boolean isOpen(int number) {
        return Files.exists(FOLDER.resolve("" + number), LinkOption.NOFOLLOW_LINKS);
    }

    /** What each open descriptor refers to, such as {@code socket:[4711]}. */
    static Map<Integer, String> open() {
        Map<Integer, String> open = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(FOLDER)) {
            for (Path entry : entries) {
                addTarget(open, entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** The number of open sockets, pipes and other anonymous files: not jars or class files. */
    static int countOpen() {
        int count = 0;
        for (String target : open().values()) {
            if (isIo(target)) {
                count++;
            }
        }
        return count;
    }

    /** The number of a descriptor that refers to a file. */
    static int of(Path file) throws IOException {
        return ofOther(file, -1);
    }

    /** The number of another descriptor that refers to a file. */
    static int ofOther(Path file, int than) throws IOException {
        String target = file.toRealPath().toString();
        for (Map.Entry<Integer, String> entry : open().entrySet()) {
            if (entry.getValue().equals(target) && entry.getKey() != than) {
                return entry.getKey();
            }
        }
        throw new NoSuchFileException(target, null, "not open");
    }

    /** Whether it is a socket, pipe or event descriptor rather than a file by name. */
    static boolean isIo(String target) {
        return target.startsWith("socket:")
                || target.startsWith("pipe:")
                || target.startsWith("anon_inode:");
    }

    private static void addTarget(Map<Integer, String> open, Path entry) throws IOException {
        try {
            open.put(
                    Integer.valueOf(entry.getFileName().toString()),
                    Files.readSymbolicLink(entry).toString());
        } catch (NoSuchFileException e) {
            // Closed since the folder was listed, such as the descriptor of the listing itself.
            return;
        }
    }
}
