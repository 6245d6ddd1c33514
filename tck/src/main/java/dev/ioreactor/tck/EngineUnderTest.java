package dev.ioreactor.tck;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The engine that the suite is run on, with the promises that it is known not to keep.
 *
 * @param provider opens it
 * @param exemptions what it cannot do
 * @param bytesPerEvent the most that it allocates per event in steady state
 */
public record EngineUnderTest(
        EngineProvider provider, Set<Exemption> exemptions, int bytesPerEvent) {
    /** Copies the set. */
    public EngineUnderTest {
        exemptions = Set.copyOf(exemptions);
    }

    /** An engine that keeps everything, found by its name as the library finds it. */
    public static EngineUnderTest named(String name) {
        return new EngineUnderTest(Engines.named(name), EnumSet.noneOf(Exemption.class), 0);
    }

    /** The same, without these abilities. */
    public EngineUnderTest without(Exemption... lacking) {
        return new EngineUnderTest(provider, Set.copyOf(List.of(lacking)), bytesPerEvent);
    }

    /** The same, allowed to allocate so much per event. */
    public EngineUnderTest allocatingAtMost(int bytes) {
        return new EngineUnderTest(provider, exemptions, bytes);
    }

    /** Whether it keeps what others are exempted from. */
    public boolean has(Exemption ability) {
        return !exemptions.contains(ability);
    }

    /** Opens an engine; not being able to is a failure of the test. */
    Engine open(EngineConfig config) {
        try {
            return provider.open(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return provider.name();
    }
}
