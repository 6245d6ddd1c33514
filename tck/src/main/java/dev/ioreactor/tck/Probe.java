package dev.ioreactor.tck;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Completable;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An owner of operations that writes down what it is told. */
final class Probe implements Completable {
    /** One datagram as it was delivered. */
    record Arrival(String text, @Nullable SocketAddress source, boolean truncated) {}

    final List<Integer> results = new ArrayList<>();
    final List<Handle> accepted = new ArrayList<>();
    final List<Arrival> datagrams = new ArrayList<>();
    int finals;
    int last;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable Runnable onCompletion;

    /** Runs {@code action} inside of each completion, after it was written down. */
    Probe then(Runnable action) {
        onCompletion = action;
        return this;
    }

    @Override
    public void completed(Operation operation, int result, boolean more) {
        results.add(result);
        last = result;
        if (!more) {
            finals++;
        }
        take(operation, result, more);
        if (onCompletion != null) {
            onCompletion.run();
        }
    }

    /** Whether the final completion has come. */
    boolean hasEnded() {
        return finals > 0;
    }

    /** The bytes that were received, as text. */
    String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    /** How many bytes were received. */
    int count() {
        return received.size();
    }

    private void take(Operation operation, int result, boolean more) {
        switch (operation) {
            case Receive receive when result > 0 -> take(receive.data(), result);
            case Accept accept when more && result == 0 -> accepted.add(accept.takeAccepted());
            case ReceiveFrom receive when more && result >= 0 -> {
                String text = StandardCharsets.UTF_8.decode(receive.data().slice()).toString();
                datagrams.add(new Arrival(text, receive.source(), receive.truncated()));
            }
            default -> {}
        }
    }

    private void take(ByteBuffer lent, int count) {
        if (lent.remaining() != count) {
            throw new AssertionError("lent " + lent + " for " + count + " bytes");
        }
        byte[] copy = new byte[count];
        lent.get(copy);
        received.write(copy, 0, count);
    }
}
