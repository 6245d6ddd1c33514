package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Interest;
import dev.ioreactor.service.Resource;
import dev.ioreactor.service.ResourceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a user can wait for. */
public interface ResourceLaws extends ReactorLaws {
    @Test
    @DisplayName("6: a resource is told when it can be read, and at its end")
    default void aResourceIsToldWhenItCanBeRead() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            ResourceId id = reactor.runtime().register(resource);
            reactor.runFor(Duration.ofMillis(10));
            assertThat(resource.readyCount).isZero();
            pipe.write("one");
            reactor.until("one", () -> resource.events.contains("read one"));
            pipe.write("two");
            reactor.until("two", () -> resource.events.contains("read two"));
            pipe.closeWriter();
            reactor.until("the end", () -> resource.events.contains("end"));
            reactor.runFor(Duration.ofMillis(20));
            assertThat(resource.events).containsExactly("read one", "read two", "end");
            assertThat(reactor.runtime().unregister(id)).isSameAs(resource);
        }
    }

    @Test
    @DisplayName("6: readiness is level: told again until it was read")
    default void readinessIsToldAgainUntilItWasRead() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            resource.reads = false;
            reactor.runtime().register(resource);
            pipe.write("x");
            reactor.until("told five times", () -> resource.readyCount >= 5);
            resource.reads = true;
            reactor.until("read", () -> resource.events.contains("read x"));
            int count = resource.readyCount;
            reactor.runFor(Duration.ofMillis(10));
            assertThat(resource.readyCount).isEqualTo(count);
        }
    }

    @Test
    @DisplayName("6: interest NONE delivers nothing and costs nothing, even at a hang-up")
    default void interestNoneCostsNothingEvenAtAHangUp() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            ResourceId id = reactor.runtime().register(resource);
            reactor.cycles(3);
            resource.interest = Interest.NONE;
            reactor.runtime().update(id);
            reactor.cycles(3);
            pipe.write("unread");
            pipe.closeWriter();
            long cpuBefore = Cpu.ofThisThreadNanos();
            long cyclesBefore = reactor.runtime().counters().cycles();
            reactor.runFor(Duration.ofMillis(300));
            assertThat(Cpu.ofThisThreadNanos() - cpuBefore).isLessThan(60_000_000);
            assertThat(reactor.runtime().counters().cycles() - cyclesBefore).isLessThan(20);
            assertThat(resource.readyCount).isZero();
            resource.interest = Interest.READ;
            reactor.runtime().update(id);
            reactor.until("read", () -> resource.events.contains("read unread"));
        }
    }

    @Test
    @DisplayName("5: registering twice and unknown ids are told")
    default void misuseIsTold() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            ResourceId id = reactor.runtime().register(resource);
            assertThatThrownBy(() -> reactor.runtime().register(resource))
                    .isInstanceOf(IllegalArgumentException.class);
            reactor.runtime().unregister(id);
            assertThatThrownBy(() -> reactor.runtime().unregister(id))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reactor.runtime().update(id))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(reactor.runtime().close(id)).isFalse();
        }
    }

    @Test
    @DisplayName("29: an unregistered resource is untouched and can be registered again elsewhere")
    default void anUnregisteredResourceCanBeRegisteredElsewhere() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor first = new TestReactor(engine());
                TestReactor second = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            ResourceId id = first.runtime().register(resource);
            first.cycles(3);
            pipe.write("for the second");
            Resource back = first.runtime().unregister(id);
            first.cycles(3);
            assertThat(resource.events).isEmpty();
            second.runtime().register(back);
            second.until("read", () -> resource.events.contains("read for the second"));
            assertThat(resource.reasons).isEmpty();
        }
    }

    @Test
    @DisplayName("3: a resource unregistered by another one's callback is told nothing any more")
    default void aResourceUnregisteredByAnotherIsToldNothing() throws IOException {
        List<TestPipe> pipes = new ArrayList<>();
        try (TestReactor reactor = new TestReactor(engine())) {
            List<TestResource> resources = new ArrayList<>();
            List<ResourceId> ids = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                pipes.add(TestPipe.open(engine()));
                TestResource resource = new TestResource(pipes.getLast());
                resources.add(resource);
                resource.onReady =
                        () -> {
                            for (int other = 0; other < resources.size(); other++) {
                                if (resources.get(other) != resource) {
                                    reactor.runtime().unregister(ids.get(other));
                                }
                            }
                        };
                ids.add(reactor.runtime().register(resource));
            }
            reactor.cycles(2);
            pipes.forEach(pipe -> pipe.write("x"));
            reactor.until("one", () -> resources.stream().anyMatch(r -> r.readyCount > 0));
            reactor.runFor(Duration.ofMillis(20));
            assertThat(resources.stream().mapToInt(r -> r.readyCount).sum()).isEqualTo(1);
        } finally {
            pipes.forEach(TestPipe::close);
        }
    }

    @Test
    @DisplayName("20: a resource that throws loses its registration, and nobody else does")
    default void aResourceThatThrowsLosesItsRegistration() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            resource.onReady =
                    () -> {
                        throw new IllegalStateException("meant to be");
                    };
            reactor.runtime().register(resource);
            pipe.write("x");
            reactor.until("closed", () -> !resource.reasons.isEmpty());
            assertThat(resource.reasons.getFirst()).isInstanceOf(CloseReason.HandlerThrew.class);
            assertThat(reactor.takeFailures()).hasSize(1);
            pipe.write("still open");
            assertThat(pipe.read()).isEqualTo("still open");
        }
    }

    @Test
    @DisplayName("21: ready without progress is noticed, reported and left alone")
    default void readyWithoutProgressIsLeftAlone() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            resource.reads = false;
            reactor.runtime().register(resource);
            pipe.closeWriter();
            if (!engine().has(Exemption.DESCRIPTORS)) {
                // What a channel of the JDK holds cannot be asked for: it has the benefit of the
                // doubt, and is told as often as it is ready.
                reactor.until("told again and again", () -> resource.readyCount > 1_000);
                return;
            }
            reactor.until("reported", () -> !reactor.failures.isEmpty());
            reactor.until("given up", () -> !resource.reasons.isEmpty());
            assertThat(resource.reasons.getFirst()).isInstanceOf(CloseReason.NoProgress.class);
            assertThat(reactor.takeFailures()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{displayName}, {0}")
    @ValueSource(strings = {"unregistered", "closed by its id", "threw"})
    @DisplayName("22: a resource whose registration has ended is not kept")
    default void aResourceWhoseRegistrationHasEndedIsNotKept(String how) {
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            WeakReference<TestResource> ended = registerAndEnd(reactor, pipe, how);
            reactor.cycles(3);
            reactor.takeFailures();
            Await.until(
                    "the resource is collected",
                    () -> {
                        System.gc();
                        return ended.refersTo(null);
                    });
        }
    }

    private static WeakReference<TestResource> registerAndEnd(
            TestReactor reactor, TestPipe pipe, String how) {
        TestResource resource = new TestResource(pipe);
        ResourceId id = register(reactor, resource);
        switch (how) {
            case "unregistered" -> reactor.runtime().unregister(id);
            case "closed by its id" -> reactor.runtime().close(id);
            default -> {
                resource.onReady =
                        () -> {
                            throw new IllegalStateException("meant to be");
                        };
                pipe.write("x");
                reactor.until("closed", () -> !resource.reasons.isEmpty());
            }
        }
        return new WeakReference<>(resource);
    }

    private static ResourceId register(TestReactor reactor, TestResource resource) {
        try {
            return reactor.runtime().register(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("23: a resource is told when the reactor stops, and stays open")
    default void aResourceIsToldWhenTheReactorStops() throws IOException {
        try (TestPipe pipe = TestPipe.open(engine())) {
            TestResource resource = new TestResource(pipe);
            try (TestReactor reactor = new TestReactor(engine())) {
                reactor.runtime().register(resource);
                reactor.cycles(2);
            }
            assertThat(resource.reasons).containsExactly(new CloseReason.ReactorStopped());
            pipe.write("open");
            assertThat(pipe.read()).isEqualTo("open");
        }
    }
}
