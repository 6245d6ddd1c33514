package dev.ioreactor.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PatternTest {
    @Test
    void piecesOfAnyLengthMakeUpTheSameStream() {
        ByteBuffer whole = ByteBuffer.allocate(257);
        Pattern.put(whole, 3, 0, whole.capacity());
        for (int piece = 1; piece < 20; piece++) {
            ByteBuffer pieces = ByteBuffer.allocate(whole.capacity());
            while (pieces.hasRemaining()) {
                int length = Math.min(piece, pieces.remaining());
                Pattern.put(pieces, 3, pieces.position(), length);
            }
            assertThat(pieces.array()).as("pieces of %d", piece).isEqualTo(whole.array());
        }
    }

    @Test
    void noEightBytesAppearTwiceInAnyStream() {
        Set<Long> words = new HashSet<>();
        ByteBuffer word = ByteBuffer.allocate(8);
        for (int connection = 0; connection < 1_000; connection++) {
            for (int index = 0; index < 100; index++) {
                word.clear();
                Pattern.put(word, connection, 8L * index, 8);
                assertThat(words.add(word.getLong(0))).isTrue();
            }
        }
    }
}
