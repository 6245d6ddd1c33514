package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.Connection;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every engine shows a service the same callbacks for the same behaviour of its peer. */
public interface ParityLaws extends ReactorLaws {
    @Test
    @DisplayName("30: the callbacks of each scripted peer are those written down, on every engine")
    default void callbacksAreThoseWrittenDown() {
        for (PeerScript script : PeerScript.ALL) {
            try (TestReactor reactor = new TestReactor(engine())) {
                Recorder recorder = reactor.recorder();
                recorder.onBytes(ParityLaws::obey);
                Peer peer = reactor.peerOf(Transport.TCP4, recorder);
                reactor.until("opened", recorder::isOpened);
                for (Consumer<Peer> step : script.steps()) {
                    if (step == PeerScript.UNTIL_THE_END) {
                        reactor.until("our end in " + script.name(), peer::hasEnded);
                    }
                    step.accept(peer);
                    reactor.cycles(4);
                    peer.count();
                }
                reactor.until(script.name() + " ends", () -> isOver(recorder, peer));
                reactor.until(
                        script.name() + ", the peer's view", () -> sees(peer, script.ending()));
                reactor.cycles(4);
                assertThat(recorder.events).as(script.name()).isEqualTo(script.callbacks());
                assertThat(recorder.reason).as(script.name()).isEqualTo(script.reason());
                assertThat(peer.text()).as(script.name()).isEqualTo(script.answer());
            }
        }
    }

    private static boolean isOver(Recorder recorder, Peer peer) {
        peer.count();
        return recorder.isClosed();
    }

    private static boolean sees(Peer peer, PeerScript.Ending ending) {
        return switch (ending) {
            case ITS_OWN -> true;
            case IN_ORDER -> peer.hasEnded();
            case RESET -> peer.wasReset();
        };
    }

    /** Does what the peer says with a letter; anything else is answered. */
    private static void obey(Connection connection, ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            switch (bytes.get(i)) {
                case 'C' -> connection.close();
                case 'A' -> connection.abort();
                case 'D' -> connection.drain();
                case 'F' -> connection.finish();
                default -> connection.send(new byte[] {bytes.get(i)});
            }
        }
    }
}
