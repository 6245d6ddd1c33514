package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Interest;
import dev.ioreactor.service.ResourceId;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A descriptor that its owner closes without a word to the reactor: a mistake, which costs that
 * resource only.
 *
 * <p>When the engine finds out is its own: see {@link Exemption#CLOSING_NOTICED} and {@link
 * Exemption#CLOSING_ENDS_THE_FILE}.
 */
public interface ClosedDescriptorLaws extends ReactorLaws {
    @Test
    @DisplayName("20: a descriptor closed behind our back costs its own resource only")
    default void aDescriptorClosedBehindOurBackCostsItsOwnResourceOnly() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            Peer healthy = reactor.peerOf(Transport.TCP4, echo(reactor));
            TestResource resource = unreading(pipe);
            ResourceId id = reactor.runtime().register(resource);
            reactor.cycles(3);
            pipe.closeReader();
            expectNoSpinning(reactor);
            healthy.send("served");
            reactor.until("the echo", () -> healthy.text().equals("served"));
            if (engine().has(Exemption.CLOSING_NOTICED)) {
                expectEndedByItself(reactor, resource);
            } else if (engine().has(Exemption.CLOSING_ENDS_THE_FILE)) {
                assertThat(resource.reasons).isEmpty();
                resource.interest = Interest.BOTH; // makes it ask the kernel again
                reactor.runtime().update(id);
                expectEndedByItself(reactor, resource);
            } else {
                assertThat(resource.reasons).isEmpty();
                pipe.write("still heard, and then the number is looked up again");
                expectEndedByItself(reactor, resource);
                assertThat(resource.readyCount).isEqualTo(1);
            }
            expectNoSpinning(reactor);
            healthy.send(", twice");
            reactor.until("another echo", () -> healthy.text().equals("served, twice"));
        }
    }

    private static void expectEndedByItself(TestReactor reactor, TestResource resource) {
        reactor.until("the end of the resource", () -> !resource.reasons.isEmpty());
        assertThat(resource.reasons)
                .containsExactly(
                        new CloseReason.SystemError(Errno.EBADF, Errno.describe(Errno.EBADF)));
    }

    @Test
    @DisplayName("20: what was closed too early can still be unregistered")
    default void whatWasClosedTooEarlyCanStillBeUnregistered() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = unreading(pipe);
            ResourceId id = reactor.runtime().register(resource);
            reactor.cycles(3);
            pipe.closeReader();
            assertThat(reactor.runtime().unregister(id)).isSameAs(resource);
            reactor.cycles(3);
            assertThat(resource.reasons).isEmpty();
            expectNoSpinning(reactor);
        }
    }

    @Test
    @DisplayName("20: a reactor stops with a descriptor that was closed behind its back")
    default void aReactorStopsWithADescriptorClosedBehindItsBack() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine())) {
            TestResource resource = unreading(pipe);
            try (TestReactor reactor = new TestReactor(engine())) {
                reactor.runtime().register(resource);
                reactor.cycles(3);
                pipe.closeReader();
                reactor.runtime().stop();
                reactor.until("stopped", () -> reactor.lifecycle.contains("stopped"));
            }
            assertThat(resource.reasons).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "4: what reuses the number of a closed descriptor and that one hear their own only")
    default void whatReusesTheNumberOfAClosedDescriptorHearsItsOwnOnly() throws IOException {
        assumeNumbers();
        try (TestPipe old = TestPipe.open(engine());
                TestPipe fresh = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource former = unreading(old);
            ResourceId formerId = reactor.runtime().register(former);
            reactor.cycles(3);
            old.closeReader();
            reactor.cycles(3); // whoever can notice it, does
            fresh.moveReaderTo(old.descriptor());
            TestResource resource = new TestResource(fresh);
            reactor.runtime().register(resource);
            fresh.write("one");
            reactor.until("one", () -> resource.events.contains("read one"));
            assertThat(former.readyCount).isZero();
            former.interest = Interest.BOTH;
            if (former.reasons.isEmpty()) {
                reactor.runtime().update(formerId);
            }
            reactor.cycles(3);
            fresh.write("two");
            reactor.until("two", () -> resource.events.contains("read two"));
            reactor.runtime().close(formerId);
            reactor.cycles(3);
            fresh.write("three");
            reactor.until("three", () -> resource.events.contains("read three"));
            assertThat(resource.events).containsExactly("read one", "read two", "read three");
            assertThat(resource.reasons).isEmpty();
        }
    }

    @Test
    @DisplayName("4: what reuses a number at once loses nothing when its former user is closed")
    default void whatReusesANumberAtOnceLosesNothing() throws IOException {
        assumeNumbers();
        try (TestPipe old = TestPipe.open(engine());
                TestPipe fresh = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            ResourceId formerId = reactor.runtime().register(unreading(old));
            reactor.cycles(3);
            old.closeReader();
            fresh.moveReaderTo(old.descriptor());
            TestResource resource = new TestResource(fresh);
            reactor.runtime().register(resource);
            reactor.cycles(3);
            reactor.runtime().close(formerId);
            reactor.cycles(3);
            fresh.write("heard");
            reactor.until("heard", () -> resource.events.contains("read heard"));
            assertThat(resource.reasons).isEmpty();
            expectNoSpinning(reactor);
        }
    }

    private void assumeNumbers() {
        Assumptions.assumeTrue(engine().has(Exemption.DESCRIPTORS), "no numbers, none reused");
    }

    private static Recorder echo(TestReactor reactor) {
        return reactor.recorder().onBytes(Connection::send);
    }

    /** A resource whose owner closes the descriptor does not read from it either. */
    private static TestResource unreading(TestPipe pipe) {
        TestResource resource = new TestResource(pipe);
        resource.reads = false;
        return resource;
    }

    private static void expectNoSpinning(TestReactor reactor) {
        long cpuBefore = Cpu.ofThisThreadNanos();
        long cyclesBefore = reactor.runtime().counters().cycles();
        reactor.runFor(Duration.ofMillis(200));
        assertThat(reactor.runtime().counters().cycles() - cyclesBefore).isLessThan(20);
        assertThat(Cpu.ofThisThreadNanos() - cpuBefore).isLessThan(60_000_000);
    }
}
