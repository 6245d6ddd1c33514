package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_ACCEPT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_CONNECT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_FSYNC;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_POLL_ADD;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_READ;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECV;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_RECVMSG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SEND;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_SENDMSG;
import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.ReadAt;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.engine.Sync;
import dev.ioreactor.engine.WriteAt;
import dev.ioreactor.engine.readiness.DatagramErrors;
import dev.ioreactor.unix.InjectionRig.Pair;
import dev.ioreactor.unix.InjectionRig.Told;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.FileConstants;
import dev.ioreactor.unix.libc.RegularFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A kind of entry that can fail, and an operation that makes one and succeeds if it may. */
enum InjectedKind {
    ACCEPT(IORING_OP_ACCEPT, InjectedKind::accepting),
    CONNECT(IORING_OP_CONNECT, InjectedKind::connecting),
    RECEIVE(IORING_OP_RECV, InjectedKind::receiving),
    SEND(IORING_OP_SEND, rig -> sending(rig, false, "x")),
    QUIET_SEND(IORING_OP_SEND, rig -> sending(rig, true, "x")),
    GATHERING_SEND(IORING_OP_SENDMSG, rig -> sending(rig, false, "x", "y")),
    QUIET_GATHERING_SEND(IORING_OP_SENDMSG, rig -> sending(rig, true, "x", "y")),
    POLL_OF_A_SEND(IORING_OP_POLL_ADD, InjectedKind::sendingWhenReady),
    POLL_OF_A_RECEIVE(IORING_OP_POLL_ADD, InjectedKind::receivingWhenReady),
    RECEIVE_FROM(IORING_OP_RECVMSG, InjectedKind::receivingDatagrams),
    POLL_OF_A_RECEIVE_FROM(IORING_OP_POLL_ADD, InjectedKind::receivingDatagrams),
    SEND_TO(IORING_OP_POLL_ADD, InjectedKind::sendingDatagrams),
    READY_ONCE(IORING_OP_POLL_ADD, rig -> watching(rig, false)),
    READY_LEVEL(IORING_OP_POLL_ADD, rig -> watching(rig, true)),
    READ(IORING_OP_READ, InjectedKind::reading),
    WRITE(IORING_OP_WRITE, InjectedKind::writing),
    SYNC(IORING_OP_FSYNC, InjectedKind::syncing);

    /** Uses the operation once; its result, or 0 where it completes more than once. */
    interface Use {
        int once() throws IOException;
    }

    /** An operation to be used again and again, and what it ends with when nothing fails. */
    record Trial(Handle handle, int success, Use use) {}

    private interface Opener {
        Trial open(InjectionRig rig) throws IOException;
    }

    private final int code;

    @SuppressWarnings("ImmutableEnumChecker") // all are functions without state
    private final Opener opener;

    InjectedKind(int code, Opener opener) {
        this.code = code;
        this.opener = opener;
    }

    /** The code of its entries. */
    int code() {
        return code;
    }

    Trial open(InjectionRig rig) throws IOException {
        return opener.open(rig);
    }

    /** Whether its user never sees this error, since it passes. */
    boolean hides(int errno) {
        return errno == Errno.EINTR
                || errno == Errno.EAGAIN
                || (this == RECEIVE && errno == Errno.ENOBUFS)
                || (this == RECEIVE_FROM && outlives(errno));
    }

    /** Whether receiving datagrams goes on after this, which is told except for ENOBUFS. */
    private static boolean outlives(int errno) {
        return errno != Errno.ENOMEM && DatagramErrors.isAboutEarlierDatagram(errno);
    }

    /** Whether an engine of these sizes makes such entries. */
    boolean isMadeBy(UringConfig sizes) {
        return switch (this) {
            case RECEIVE_FROM -> sizes.multishot();
            case POLL_OF_A_RECEIVE_FROM -> !sizes.multishot();
            default -> true;
        };
    }

    /** Whether its entry is not the operation proper, but a wait until that can be tried. */
    boolean waitsFirst() {
        return this == POLL_OF_A_SEND || this == POLL_OF_A_RECEIVE;
    }

    private static Trial accepting(InjectionRig rig) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Handle listener = rig.engine.sockets().listen(any, 128, Map.of());
        rig.own(listener::close);
        int[] waiting = {0}; // connected, and not accepted yet
        Use use =
                () -> {
                    try (SocketChannel client = SocketChannel.open(listener.localAddress())) {
                        assertThat(client.isConnected()).isTrue();
                        waiting[0]++;
                        Told told = new Told();
                        Accept accept = new Accept(listener, told);
                        BooleanSupplier all = () -> told.accepted.size() == waiting[0];
                        int result = untilDone(rig, accept, told, all);
                        waiting[0] -= told.accepted.size();
                        told.accepted.forEach(Handle::close);
                        return result;
                    }
                };
        return new Trial(listener, 0, use);
    }

    private static Trial connecting(InjectionRig rig) throws IOException {
        ServerSocketChannel server = rig.own(ServerSocketChannel.open());
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress address = server.getLocalAddress();
        Handle[] handle = {rig.engine.sockets().stream(address, null, Map.of())};
        rig.own(() -> handle[0].close());
        Use use =
                () -> {
                    Told told = new Told();
                    int result = rig.result(new Connect(handle[0], address, told), told);
                    if (result == 0) { // else the same one is tried again: nothing was done to it
                        server.accept().close();
                        rig.close(handle[0]);
                        handle[0] = rig.engine.sockets().stream(address, null, Map.of());
                    }
                    return result;
                };
        return new Trial(handle[0], 0, use);
    }

    private static Trial receiving(InjectionRig rig) {
        Pair pair = rig.streams();
        return new Trial(pair.handle(), 0, () -> receiveOnce(rig, pair));
    }

    private static int receiveOnce(InjectionRig rig, Pair pair) {
        rig.sendFrom(pair.peer(), "x");
        Told told = new Told();
        Receive receive = new Receive(pair.handle(), told);
        return untilDone(rig, receive, told, () -> !told.text.isEmpty());
    }

    private static Trial receivingWhenReady(InjectionRig rig) {
        Pair pair = rig.streams();
        Use use =
                () -> {
                    rig.injector.fail(IORING_OP_RECV, Errno.EAGAIN, 1, 1);
                    return receiveOnce(rig, pair);
                };
        return new Trial(pair.handle(), 0, use);
    }

    private static Trial sending(InjectionRig rig, boolean quiet, String... parts) {
        Pair pair = rig.streams();
        return new Trial(pair.handle(), parts.length, () -> sendOnce(rig, pair, quiet, parts));
    }

    private static Trial sendingWhenReady(InjectionRig rig) {
        Pair pair = rig.streams();
        Use use =
                () -> {
                    rig.injector.fail(IORING_OP_SEND, Errno.EAGAIN, 1, 1);
                    return sendOnce(rig, pair, false, "x");
                };
        return new Trial(pair.handle(), 1, use);
    }

    private static int sendOnce(InjectionRig rig, Pair pair, boolean quiet, String... parts) {
        Chunk first = rig.chunk(parts[0]);
        if (parts.length > 1) {
            first.next = rig.chunk(parts[1]);
        }
        Told told = new Told();
        Send send = new Send(pair.handle(), told);
        send.of(first, parts.length);
        send.successMayBeLate(quiet);
        int result = rig.result(send, told);
        String all = String.join("", parts);
        assertThat(rig.receivedAt(pair.peer())).isEqualTo(result > 0 ? all : "");
        return result;
    }

    private static Trial receivingDatagrams(InjectionRig rig) {
        Pair pair = rig.datagrams();
        Use use =
                () -> {
                    rig.sendFrom(pair.peer(), "x");
                    Told told = new Told();
                    ReceiveFrom receive = new ReceiveFrom(pair.handle(), told);
                    return untilDone(rig, receive, told, () -> !told.text.isEmpty());
                };
        return new Trial(pair.handle(), 0, use);
    }

    /** Sends until the peer's queue is full, so that the last one waits for room. */
    private static Trial sendingDatagrams(InjectionRig rig) {
        Pair pair = rig.datagrams();
        Use use =
                () -> {
                    while (true) {
                        Told told = new Told();
                        SendTo send = new SendTo(pair.handle(), told);
                        send.of(rig.chunk("x".repeat(1_000)), 1);
                        rig.submit(send);
                        for (int i = 0; i < 5 && !told.hasEnded(); i++) {
                            rig.poll(0);
                        }
                        if (told.hasEnded() && told.last == 1) {
                            continue;
                        }
                        while (!rig.receivedAt(pair.peer()).isEmpty()) {}
                        rig.until("the end of the send that waits", told::hasEnded);
                        return told.last;
                    }
                };
        return new Trial(pair.handle(), 1, use);
    }

    private static Trial watching(InjectionRig rig, boolean level) {
        Pair pair = rig.streams();
        Use use =
                () -> {
                    Told told = new Told();
                    Ready watch = new Ready(pair.handle(), told);
                    watch.of(Ready.WRITE, level);
                    rig.submit(watch);
                    rig.until("ready", () -> !told.results.isEmpty());
                    int first = told.results.getFirst();
                    rig.end(watch, told);
                    return first;
                };
        return new Trial(pair.handle(), Ready.WRITE, use);
    }

    private static Trial reading(InjectionRig rig) throws IOException {
        Handle file = file(rig);
        Use use =
                () -> {
                    Told told = new Told();
                    ReadAt read = new ReadAt(file, told);
                    read.of(2, rig.chunk(""), 7);
                    return rig.result(read, told);
                };
        return new Trial(file, 5, use);
    }

    private static Trial writing(InjectionRig rig) throws IOException {
        Handle file = file(rig);
        Use use =
                () -> {
                    Told told = new Told();
                    WriteAt write = new WriteAt(file, told);
                    write.of(0, rig.chunk("abc"));
                    return rig.result(write, told);
                };
        return new Trial(file, 3, use);
    }

    private static Trial syncing(InjectionRig rig) throws IOException {
        Handle file = file(rig);
        Use use =
                () -> {
                    Told told = new Told();
                    return rig.result(new Sync(file, told), told);
                };
        return new Trial(file, 0, use);
    }

    /** A file of seven bytes, gone with the rig. */
    private static Handle file(InjectionRig rig) throws IOException {
        Path path = Files.createTempFile("injection", ".file");
        Files.writeString(path, "content");
        int flags = FileConstants.O_RDWR | FileConstants.O_CLOEXEC;
        int fd = RegularFiles.open(rig.state, path.toString(), flags, 0);
        Files.delete(path);
        assertThat(fd).isNotNegative();
        rig.own(() -> Descriptors.close(rig.state, fd));
        return FdHandle.borrowed(fd);
    }

    /** Runs what goes on by itself until it is done or has ended; 0, or the error that ended it. */
    private static int untilDone(
            InjectionRig rig, Operation operation, Told told, BooleanSupplier isDone) {
        rig.submit(operation);
        rig.until(operation.toString(), () -> isDone.getAsBoolean() || told.hasEnded());
        if (told.hasEnded()) {
            return told.last;
        }
        rig.end(operation, told);
        assertThat(told.last).isEqualTo(-Errno.ECANCELED);
        return 0;
    }
}
