package dev.ioreactor.tck;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Tcp;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Answers whatever comes from one of a few buffers that it keeps, without a copy; an event is an
 * answer.
 */
final class AnswerService extends CountingService implements ConnectionHandler {
    /** The length of each answer. */
    static final int ANSWER_BYTES = 2 * Limits.defaults().copiedBytes();

    private final ByteBuffer[] answers = {
        ByteBuffer.allocateDirect(ANSWER_BYTES),
        ByteBuffer.allocateDirect(ANSWER_BYTES),
        ByteBuffer.allocateDirect(ANSWER_BYTES)
    };

    @Override
    SocketAddress open(ReactorRuntime runtime) throws IOException {
        return TestReactor.address(runtime.listen(Tcp.at("127.0.0.1", 0), connection -> this));
    }

    @Override
    public void bytes(Connection connection, ByteBuffer bytes) {
        bytes.position(bytes.limit());
        events++;
        connection.send(answers[(int) (events % answers.length)].clear());
    }
}
