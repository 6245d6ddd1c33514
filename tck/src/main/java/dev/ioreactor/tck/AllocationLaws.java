package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.runtime.DrivenRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an event costs the garbage collector. */
public interface AllocationLaws extends ReactorLaws {
    /** Messages on their way at a time: connections of an echo, or datagrams. */
    int AT_ONCE = 8;

    /** After so long a datagram will not come any more. */
    int LOST_MILLIS = 1_000;

    /** So little that a piece of a stream has to wait, again and again. */
    int SOCKET_BUFFER_BYTES = 16 << 10;

    @Test
    @DisplayName("31: in steady state an echo allocates nothing per event, or what is stated")
    default void anEchoAllocatesNothingPerEvent() throws Exception {
        expectNothingAllocated(64);
    }

    @Test
    @DisplayName("31: nor does one of messages that are sent without a copy")
    default void anEchoOfLargeMessagesAllocatesNothingPerEvent() throws Exception {
        expectNothingAllocated(48 << 10);
    }

    @Test
    @DisplayName("31: nor does an answer from now one, now another buffer of the service's own")
    default void anAnswerFromSeveralBuffersAllocatesNothingPerEvent() throws Exception {
        expectNothingAllocated(
                new AnswerService(),
                (address, left) -> talk(address, 64, AnswerService.ANSWER_BYTES, left));
    }

    @Test
    @DisplayName("31: nor does a stream of large pieces, sent until the peer is slower")
    default void aStreamAllocatesNothingPerPiece() throws Exception {
        expectNothingAllocated(new SourceService(), AllocationLaws::drain);
    }

    @Test
    @DisplayName("31: nor does an echo of datagrams")
    default void anEchoOfDatagramsAllocatesNothingPerDatagram() throws Exception {
        expectNothingAllocated(new DatagramEchoService(), AllocationLaws::talkByDatagrams);
    }

    private void expectNothingAllocated(int messageBytes) throws Exception {
        expectNothingAllocated(
                new EchoService(),
                (address, left) -> talk(address, messageBytes, messageBytes, left));
    }

    private void expectNothingAllocated(
            CountingService service, BiConsumer<SocketAddress, AtomicLong> peer) throws Exception {
        Duration forever = Duration.ofNanos(Long.MAX_VALUE);
        try (DrivenRuntime<Void> driven =
                DrivenRuntime.open(TestReactor.options(engine()).checked(false), service)) {
            driven.start();
            AtomicLong left = new AtomicLong(Long.MAX_VALUE);
            Thread thread =
                    Thread.ofPlatform()
                            .name("tck-client")
                            .start(() -> peer.accept(service.address(), left));
            // What is called once a wait is to be compiled as well.
            for (int waits = 0;
                    waits < CountingService.WARM_UP_WAITS
                            || service.events < CountingService.WARM_UP_EVENTS;
                    waits++) {
                driven.runOnce(forever);
            }
            long perMille = Long.MAX_VALUE;
            // Compiling takes its time on a busy machine: steady is the best window of a few.
            for (int i = 0; i < CountingService.WINDOWS && perMille > allowed(); i++) {
                perMille = Math.min(perMille, measure(driven, service));
            }
            left.set(0);
            while (thread.isAlive()) {
                driven.runOnce(Duration.ofMillis(5));
            }
            thread.join();
            assertThat(perMille)
                    .as("bytes per 1,000 events, of which %s are allowed", allowed())
                    .isLessThanOrEqualTo(allowed());
        }
    }

    private long allowed() {
        return 1_000L * engine().bytesPerEvent() + CountingService.SLACK_PER_MILLE_BYTES;
    }

    /** What a thousand events of one window allocate, in bytes. */
    private static long measure(DrivenRuntime<Void> driven, CountingService service)
            throws Exception {
        Duration forever = Duration.ofNanos(Long.MAX_VALUE);
        long eventsBefore = service.events;
        long allocatedBefore = Cpu.allocatedByThisThreadBytes();
        while (service.events < eventsBefore + CountingService.WINDOW_EVENTS) {
            driven.runOnce(forever);
        }
        long allocated = Cpu.allocatedByThisThreadBytes() - allocatedBefore;
        return 1_000 * allocated / (service.events - eventsBefore);
    }

    /** Takes all that one connection brings, which often has to wait for this. */
    private static void drain(SocketAddress address, AtomicLong left) {
        ByteBuffer target = ByteBuffer.allocateDirect(SOCKET_BUFFER_BYTES);
        try (SocketChannel channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.connect(address);
            while (left.get() > 0) {
                channel.read(target.clear());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a message on each of a few connections, and takes all the answers, again and again. */
    private static void talk(
            SocketAddress address, int messageBytes, int answerBytes, AtomicLong left) {
        List<SocketChannel> channels = new ArrayList<>();
        ByteBuffer message = ByteBuffer.allocateDirect(messageBytes);
        ByteBuffer answer = ByteBuffer.allocateDirect(answerBytes);
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                channels.add(SocketChannel.open(address));
            }
            while (left.getAndDecrement() > 0) {
                for (SocketChannel channel : channels) {
                    channel.write(message.clear());
                }
                for (SocketChannel channel : channels) {
                    answer.clear();
                    while (answer.hasRemaining()) {
                        channel.read(answer);
                    }
                }
            }
            for (SocketChannel channel : channels) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a few datagrams, and takes all the answers, again and again. */
    private static void talkByDatagrams(SocketAddress address, AtomicLong left) {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            socket.connect(address);
            socket.setSoTimeout(LOST_MILLIS);
            DatagramPacket packet = new DatagramPacket(new byte[64], 64);
            while (left.getAndDecrement() > 0) {
                for (int i = 0; i < AT_ONCE; i++) {
                    socket.send(packet);
                }
                receiveAll(socket, packet);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void receiveAll(DatagramSocket socket, DatagramPacket packet)
            throws IOException {
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                socket.receive(packet);
            }
        } catch (SocketTimeoutException _) {
            // One was lost, as datagrams may be: on to the next.
        }
    }
}
