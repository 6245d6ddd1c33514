package dev.ioreactor.examples;

import dev.ioreactor.framing.FrameHandler;
import dev.ioreactor.framing.Lines;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells each line of one member to all: a service with commands, a timer and framing. */
public final class Chat implements Service<Chat.Command>, FrameHandler<String> {
    public sealed interface Command {}

    public record Announce(String text) implements Command {}

    public record Kick(ResourceId id) implements Command {}

    private final Map<ResourceId, Connection> members = new LinkedHashMap<>();
    private final StreamEndpoint endpoint;
    private volatile @Nullable SocketAddress address;

    public Chat(StreamEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    public @Nullable SocketAddress address() {
        return address;
    }

    @Override
    public void started(ReactorRuntime runtime) throws IOException {
        address = runtime.listen(endpoint, peer -> Lines.text(1_000, this)).localAddress();
        runtime.every(Duration.ofSeconds(30), () -> toAll("still here"));
    }

    @Override
    public void command(Command command) {
        switch (command) {
            case Announce(String text) -> toAll(text);
            case Kick(ResourceId id) -> {
                Connection member = members.get(id);
                if (member != null) {
                    member.drain();
                }
            }
        }
    }

    @Override
    public void opened(Connection member) {
        members.put(member.id(), member);
        toAll(member.id() + " has come");
    }

    @Override
    public void frame(Connection member, String line) {
        toAll(member.id() + ": " + line);
    }

    @Override
    public void closed(Connection member, CloseReason reason) {
        members.remove(member.id());
        toAll(member.id() + " has left");
    }

    private void toAll(String text) {
        members.values().forEach(member -> member.send(text + "\n"));
    }
}
