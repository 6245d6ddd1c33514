package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.service.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an event costs the garbage collector. */
public interface AllocationLaws extends ReactorLaws {
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

    private void expectNothingAllocated(int messageBytes) throws Exception {
        EchoService service = new EchoService();
        Duration forever = Duration.ofNanos(Long.MAX_VALUE);
        try (DrivenRuntime<Void> driven =
                DrivenRuntime.open(TestReactor.options(engine()).checked(false), service)) {
            driven.start();
            AtomicLong left = new AtomicLong(Long.MAX_VALUE);
            Thread client =
                    Thread.ofPlatform()
                            .name("tck-client")
                            .start(() -> talk(service.listener(), messageBytes, left));
            while (service.events < EchoService.WARM_UP_EVENTS) {
                driven.runOnce(forever);
            }
            long perMille = Long.MAX_VALUE;
            // Compiling takes its time on a busy machine: steady is the best window of a few.
            for (int i = 0; i < EchoService.WINDOWS && perMille > allowed(); i++) {
                perMille = Math.min(perMille, measure(driven, service));
            }
            left.set(0);
            while (client.isAlive()) {
                driven.runOnce(Duration.ofMillis(5));
            }
            client.join();
            assertThat(perMille)
                    .as("bytes per 1,000 events, of which %s are allowed", allowed())
                    .isLessThanOrEqualTo(allowed());
        }
    }

    private long allowed() {
        return 1_000L * engine().bytesPerEvent() + EchoService.SLACK_PER_MILLE_BYTES;
    }

    /** What a thousand events of one window allocate, in bytes. */
    private static long measure(DrivenRuntime<Void> driven, EchoService service) throws Exception {
        Duration forever = Duration.ofNanos(Long.MAX_VALUE);
        long eventsBefore = service.events;
        long allocatedBefore = Cpu.allocatedByThisThreadBytes();
        while (service.events < eventsBefore + EchoService.WINDOW_EVENTS) {
            driven.runOnce(forever);
        }
        long allocated = Cpu.allocatedByThisThreadBytes() - allocatedBefore;
        return 1_000 * allocated / (service.events - eventsBefore);
    }

    /** Sends a message on each of a few connections, and takes all the answers, again and again. */
    private static void talk(Listener listener, int messageBytes, AtomicLong left) {
        List<SocketChannel> channels = new ArrayList<>();
        ByteBuffer message = ByteBuffer.allocateDirect(messageBytes);
        try {
            for (int i = 0; i < EchoService.CONNECTIONS; i++) {
                channels.add(SocketChannel.open(TestReactor.address(listener)));
            }
            while (left.getAndDecrement() > 0) {
                for (SocketChannel channel : channels) {
                    channel.write(message.clear());
                }
                for (SocketChannel channel : channels) {
                    message.clear();
                    while (message.hasRemaining()) {
                        channel.read(message);
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
}
