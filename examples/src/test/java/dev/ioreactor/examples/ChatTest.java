package dev.ioreactor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.Reactor;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Tcp;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ChatTest {
    private Reactor<Chat.Command> reactor;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Chat chat = new Chat(Tcp.at("127.0.0.1", 0));
        reactor = Reactor.start(ReactorOptions.defaults(), chat);
        port = ((InetSocketAddress) chat.address()).getPort();
    }

    @AfterEach
    void stop() throws Exception {
        reactor.close();
        reactor.join();
    }

    @Test
    void eachLineIsToldToEveryMember() throws Exception {
        try (Peer socat = Peer.start("socat", "-", "TCP:127.0.0.1:" + port)) {
            assertThat(socat.hear()).endsWith("has come");
            try (Peer nc = Peer.start("nc", "-N", "127.0.0.1", Integer.toString(port))) {
                String name = socat.hear().replace(" has come", "");
                assertThat(nc.hear()).isEqualTo(name + " has come");
                nc.say("one ");
                nc.say("line\nand a half");
                assertThat(socat.hear()).isEqualTo(name + ": one line");
                assertThat(nc.hear()).isEqualTo(name + ": one line");
                nc.finish();
                assertThat(nc.hasEnded()).isTrue();
                assertThat(socat.hear()).isEqualTo(name + " has left");
            }
        }
    }

    @Test
    void commandsAnnounceAndKick() throws Exception {
        // Unlike nc, socat ends when its peer does.
        try (Peer first = Peer.start("socat", "-", "TCP:127.0.0.1:" + port)) {
            String name = first.hear().replace(" has come", "");
            assertThat(reactor.controller().send(new Chat.Announce("hello"))).isTrue();
            assertThat(first.hear()).isEqualTo("hello");
            assertThat(reactor.controller().send(new Chat.Kick(id(name)))).isTrue();
            assertThat(first.hear()).isNull();
        }
    }

    @Test
    void kickingNobodyChangesNothing() throws Exception {
        try (Peer first = Peer.start("nc", "127.0.0.1", Integer.toString(port))) {
            assertThat(first.hear()).endsWith("has come");
            assertThat(reactor.controller().send(new Chat.Kick(ResourceId.of(77, 1)))).isTrue();
            assertThat(reactor.controller().send(new Chat.Announce("still here"))).isTrue();
            assertThat(first.hear()).isEqualTo("still here");
        }
    }

    @Test
    void theServiceHasAtMostSixtyLines() throws Exception {
        List<String> lines =
                Files.readAllLines(Path.of("src/main/java/dev/ioreactor/examples/Chat.java"));
        int begin =
                lines.indexOf(
                        "public final class Chat implements Service<Chat.Command>,"
                                + " FrameHandler<String> {");
        assertThat(begin).isPositive();
        assertThat(lines.size() - begin).isBetween(1, 60);
    }

    /** Reads an id back: a hash sign, the slot, a dot and the generation. */
    private static ResourceId id(String name) {
        String[] parts = name.substring(1).split("\\.", -1);
        return ResourceId.of(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
    }
}
