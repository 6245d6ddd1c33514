package dev.ioreactor.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The engines that were found, and the choice of one of them. Thread-safe. */
public final class Engines {
    private Engines() {}

    /** All that were found, the preferred ones first, whether usable or not. */
    public static List<EngineProvider> all() {
        List<EngineProvider> found = new ArrayList<>();
        ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader())
                .forEach(found::add);
        found.sort(
                Comparator.comparingInt(EngineProvider::preference)
                        .reversed()
                        .thenComparing(EngineProvider::name));
        return found;
    }

    /**
     * The one with this name.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    public static EngineProvider named(String name) {
        List<EngineProvider> found = all();
        for (EngineProvider provider : found) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        throw new IllegalArgumentException(
                "no engine is named '"
                        + name
                        + "'; there are "
                        + found.stream()
                                .map(EngineProvider::name)
                                .collect(Collectors.joining(", ")));
    }

    /** The preferred one among those that this machine allows. */
    public static EngineProvider best() {
        return choose().provider();
    }

    /** As {@link #best}, with the findings that led there. */
    public static Choice choose() {
        List<Finding> findings =
                all().stream()
                        .map(provider -> new Finding(provider, provider.availability()))
                        .toList();
        for (Finding finding : findings) {
            if (finding.availability().usable()) {
                return new Choice(finding.provider(), findings);
            }
        }
        throw new IllegalStateException("no engine is usable: " + findings);
    }

    /** What was found out about one engine. */
    public record Finding(EngineProvider provider, Availability availability) {
        @Override
        public String toString() {
            return provider.name()
                    + ": "
                    + (availability.usable() ? "usable, " : "not usable, ")
                    + availability.reason();
        }
    }

    /**
     * The engine chosen, with all findings in order of preference.
     *
     * @param provider the preferred usable one
     * @param findings about every engine found
     */
    public record Choice(EngineProvider provider, List<Finding> findings) {
        /** Why this one: one line per engine that would have been preferred, and its own. */
        public String explanation() {
            StringBuilder text = new StringBuilder();
            for (Finding finding : findings) {
                text.append(finding).append('\n');
                if (finding.provider().equals(provider)) {
                    break;
                }
            }
            return text.toString().stripTrailing();
        }
    }
}
