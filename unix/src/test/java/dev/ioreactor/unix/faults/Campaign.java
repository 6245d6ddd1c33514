package dev.ioreactor.unix.faults;

import dev.ioreactor.unix.faults.EchoStream.Broken;
import dev.ioreactor.unix.faults.ServerUnderFault.Closed;
import dev.ioreactor.unix.faults.ServerUnderFault.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One server process that is made to fail call by call, while echo streams run through it.
 *
 * <p>One shot is: attach, let the n-th call fail, let go, and look whether all is as it must be.
 * The loop answers a fresh connection and fires its timer; no byte is wrong; nobody is closed but
 * whom the call was about, once and with the right reason; no descriptor is left over.
 */
final class Campaign implements AutoCloseable {
    private static final int STREAMS = 2;
    private static final int MESSAGE_BYTES = 100;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;
    private static final long QUIET_NANOS = 200_000_000;

    /** A siege, and how often a call is tried meanwhile at the most: each 10 ms, and at first. */
    private static final long SIEGE_NANOS = 400_000_000;

    private static final int MOST_TRIES = 200;

    private final ServerUnderFault server;
    private final List<EchoStream> streams = new ArrayList<>();
    private final byte[] message = new byte[MESSAGE_BYTES];
    private final int descriptorsAtRest;

    Campaign(String engine) throws IOException, InterruptedException {
        server = new ServerUnderFault(engine);
        for (int i = 0; i < STREAMS; i++) {
            streams.add(new EchoStream(server.port(), i + 1));
        }
        for (int i = 0; i < 50; i++) {
            EchoStream.once(server.port(), message);
        }
        awaitRounds(20);
        server.closed().clear();
        descriptorsAtRest = stableDescriptors();
    }

    /** Lets the n-th call fail and returns what is wrong then; empty if nothing is. */
    List<String> shoot(Fault fault, int n) throws IOException, InterruptedException {
        List<Broken> broken = new ArrayList<>();
        Strace strace = new Strace(server.reactorThread(), fault.calls(), fault.error(), "" + n);
        try (strace) {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            do {
                Broken failed = EchoStream.once(server.port(), message);
                if (failed != null) {
                    broken.add(failed);
                }
            } while (!strace.hasHit() && System.nanoTime() - deadline < 0);
        }
        List<String> wrong = new ArrayList<>();
        if (!strace.hasHit()) {
            wrong.add("the call was not made " + n + " times");
        }
        expectAlive(wrong);
        expectOnlyTheInjuredEnded(fault, strace.injected(), broken, wrong);
        expectNoDescriptorLeft(wrong);
        for (String word; (word = server.complaints().poll()) != null; ) {
            wrong.add(word);
        }
        if (!wrong.isEmpty()) {
            strace.injected().forEach(call -> wrong.add(call.line()));
        }
        return wrong;
    }

    /**
     * Lets each of the calls fail for a while, with one connection that needs it, and returns what
     * is wrong then: the loop must not try without a pause, and the connection must get over it.
     */
    List<String> besiege(Fault fault) throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        pauseStreams();
        byte[] bytes = new byte[fault.messageBytes()];
        Strace strace = new Strace(server.reactorThread(), fault.calls(), fault.error(), "1+");
        CompletableFuture<Optional<Broken>> client;
        try (strace) {
            client = CompletableFuture.supplyAsync(() -> broken(bytes));
            if (!await(strace::hasHit)) {
                wrong.add("the call was not made");
            }
            LockSupport.parkNanos(SIEGE_NANOS);
        }
        int tried = strace.injected().size();
        if (tried > MOST_TRIES) {
            wrong.add("while it lasted the call was tried " + tried + " times");
        }
        client.join().ifPresent(how -> wrong.add("after it was over: " + how));
        streams.forEach(stream -> stream.pause(false));
        expectAlive(wrong);
        expectOnlyTheInjuredEnded(fault, List.of(), new ArrayList<>(), wrong);
        expectNoDescriptorLeft(wrong);
        return wrong;
    }

    private Optional<Broken> broken(byte[] bytes) {
        return Optional.ofNullable(EchoStream.once(server.port(), bytes));
    }

    private void pauseStreams() {
        streams.forEach(stream -> stream.pause(true));
        await(() -> streams.stream().allMatch(EchoStream::isResting));
    }

    private void expectAlive(List<String> wrong) throws IOException, InterruptedException {
        Broken fresh = EchoStream.once(server.port(), message);
        if (fresh != null) {
            wrong.add("a fresh connection: " + fresh);
        }
        if (!awaitRounds(1)) {
            wrong.add("an echo stream does not go on");
        }
        long fired = server.sample().fired();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (server.sample().fired() == fired) {
            if (System.nanoTime() - deadline > 0) {
                wrong.add("the timer does not fire");
                return;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private void expectOnlyTheInjuredEnded(
            Fault fault, List<Strace.Injected> calls, List<Broken> broken, List<String> wrong) {
        Map<Integer, Integer> injured = new HashMap<>();
        for (Strace.Injected call : calls) {
            Integer peer = call.peer();
            if (peer != null && fault.ends(call)) {
                injured.merge(peer, 1, Integer::sum);
            }
        }
        for (EchoStream stream : streams) {
            for (Broken one; (one = stream.broken().poll()) != null; ) {
                broken.add(one);
            }
        }
        for (Broken one : broken) {
            if (!injured.containsKey(one.port()) || one.how().contains("WRONG")) {
                wrong.add("a client saw: " + one);
            }
        }
        Map<Integer, Closed> ended = awaitEnded(injured.size());
        for (Closed one : ended.values()) {
            if (!injured.containsKey(one.port()) || !one.reason().startsWith(fault.reason())) {
                wrong.add("ended: " + one);
            }
        }
        for (int peer : injured.keySet()) {
            if (!ended.containsKey(peer)) {
                wrong.add("not ended: the connection of port " + peer);
            }
        }
    }

    /** Connections that did not end in order, by the peer's port; waits for so many. */
    private Map<Integer, Closed> awaitEnded(int count) {
        Map<Integer, Closed> ended = new HashMap<>();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        do {
            for (Closed one; (one = server.closed().poll()) != null; ) {
                if (!one.inOrder()) {
                    ended.put(one.port(), one);
                }
            }
            if (ended.size() >= count) {
                break;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        } while (System.nanoTime() - deadline < 0);
        return ended;
    }

    private void expectNoDescriptorLeft(List<String> wrong) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int open = server.descriptors();
        while (open != descriptorsAtRest && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            open = server.descriptors();
        }
        if (open != descriptorsAtRest) {
            wrong.add("descriptors: " + open + " instead of " + descriptorsAtRest);
        }
    }

    /** While nobody sends, the loop must hardly run; what is wrong if it does. */
    @Nullable String spinning() throws IOException, InterruptedException {
        pauseStreams();
        try {
            Sample before = server.sample();
            long cpuBefore = server.cpuNanos();
            long begun = System.nanoTime();
            LockSupport.parkNanos(QUIET_NANOS);
            long cpu = server.cpuNanos() - cpuBefore;
            long elapsed = System.nanoTime() - begun;
            Sample after = server.sample();
            long cycles = after.cycles() - before.cycles();
            long events = after.events() - before.events();
            boolean spins = cycles > 2 * events + 20 || cpu > elapsed / 2;
            return spins
                    ? "at rest: " + cycles + " cycles for " + events + " events, " + cpu + " ns"
                    : null;
        } finally {
            streams.forEach(stream -> stream.pause(false));
        }
    }

    /** Waits until each stream has gone round so often from now on. */
    private boolean awaitRounds(int count) {
        long[] until = streams.stream().mapToLong(stream -> stream.rounds() + count).toArray();
        return await(() -> {
            for (int i = 0; i < until.length; i++) {
                if (streams.get(i).rounds() < until[i]) {
                    return false;
                }
            }
            return true;
        });
    }

    /** The count that is seen twenty times in a row: what the virtual machine opens is over. */
    private int stableDescriptors() throws IOException {
        int last = -1;
        for (int same = 0; same < 20; ) {
            int open = server.descriptors();
            same = open == last ? same + 1 : 0;
            last = open;
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return last;
    }

    private static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    /** What the server complained about up to its end. */
    List<String> complaints() {
        return List.copyOf(server.complaints());
    }

    @Override
    public void close() {
        for (EchoStream stream : streams) {
            stream.close();
        }
        server.close();
    }
}
