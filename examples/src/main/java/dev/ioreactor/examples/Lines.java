package dev.ioreactor.examples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts bytes into lines of text. */
final class Lines {
    private Lines() {}

    /** Calls back for each whole line, and leaves the begin of another one unread. */
    static void each(ByteBuffer bytes, Consumer<String> consumer) {
        for (int end = bytes.position(); end < bytes.limit(); end++) {
            if (bytes.get(end) == '\n') {
                byte[] line = new byte[end - bytes.position()];
                bytes.get(line).get();
                consumer.accept(new String(line, StandardCharsets.UTF_8).stripTrailing());
            }
        }
    }
}
