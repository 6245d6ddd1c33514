package dev.ioreactor.tck;

import dev.ioreactor.service.CloseReason;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a peer does, and what a service is told of it.
 *
 * @param name what is being played
 * @param steps what the peer does
 * @param callbacks what the handler is told, in order
 * @param reason why the connection was closed
 * @param answer what the peer gets
 * @param ending how the stream ends for the peer
 */
record PeerScript(
        String name,
        List<Consumer<Peer>> steps,
        List<String> callbacks,
        CloseReason reason,
        String answer,
        PeerScript.Ending ending) {
    /** How a stream ends for the peer. */
    enum Ending {
        /** It closed or reset it itself. */
        ITS_OWN,
        IN_ORDER,
        RESET
    }

    /** A step: the peer waits until our side has ended the stream. */
    static final Consumer<Peer> UNTIL_THE_END = peer -> {};

    static final List<PeerScript> ALL =
            List.of(
                    new PeerScript(
                            "says nothing and closes",
                            List.of(Peer::close),
                            List.of("opened", "end", "closed EndOfStream"),
                            new CloseReason.EndOfStream(),
                            "",
                            Ending.ITS_OWN),
                    new PeerScript(
                            "talks and half closes",
                            List.of(peer -> peer.send("ab"), peer -> peer.send("c"), Peer::finish),
                            List.of("opened", "bytes abc", "end", "closed EndOfStream"),
                            new CloseReason.EndOfStream(),
                            "abc",
                            Ending.IN_ORDER),
                    new PeerScript(
                            "resets",
                            List.of(Peer::reset),
                            List.of("opened", "closed Reset"),
                            new CloseReason.Reset(),
                            "",
                            Ending.ITS_OWN),
                    new PeerScript(
                            "talks and resets",
                            List.of(peer -> {
                                peer.send("last");
                                peer.reset();
                            }),
                            List.of("opened", "bytes last", "closed Reset"),
                            new CloseReason.Reset(),
                            "",
                            Ending.ITS_OWN),
                    new PeerScript(
                            "is closed by us",
                            List.of(peer -> peer.send("C")),
                            List.of("opened", "bytes C", "closed LocalClose"),
                            new CloseReason.LocalClose(),
                            "",
                            Ending.IN_ORDER),
                    new PeerScript(
                            "is aborted by us",
                            List.of(peer -> peer.send("A")),
                            List.of("opened", "bytes A", "closed LocalAbort"),
                            new CloseReason.LocalAbort(),
                            "",
                            Ending.RESET),
                    new PeerScript(
                            "is drained by us and finishes",
                            List.of(peer -> peer.send("xD"), UNTIL_THE_END, Peer::finish),
                            List.of("opened", "bytes xD", "closed LocalClose"),
                            new CloseReason.LocalClose(),
                            "x",
                            Ending.IN_ORDER),
                    new PeerScript(
                            "is finished by us and finishes",
                            List.of(
                                    peer -> peer.send("xF"),
                                    UNTIL_THE_END,
                                    peer -> peer.send("still "),
                                    peer -> peer.send("here"),
                                    Peer::finish),
                            List.of("opened", "bytes xFstill here", "end", "closed EndOfStream"),
                            new CloseReason.EndOfStream(),
                            "x",
                            Ending.IN_ORDER));
}
