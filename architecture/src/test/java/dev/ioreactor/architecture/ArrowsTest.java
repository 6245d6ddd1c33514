package dev.ioreactor.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom. A change that needs another arrow changes a table here, which is a decision
 * worth a page in {@code docs/adr}.
 */
final class ArrowsTest {
    private static final Map<String, Set<String>> MODULES =
            Map.of(
                    "core", Set.of(),
                    "unix", Set.of("core"),
                    "tck", Set.of("core"),
                    "examples", Set.of("core", "unix"),
                    "cli", Set.of("core", "unix", "examples"),
                    "bench", Set.of("core", "unix"));

    private static final Map<String, Set<String>> PACKAGES_OF_CORE =
            Map.ofEntries(
                    knows("root", "runtime", "service", "engine", "time", "net", "trace"),
                    knows(
                            "runtime",
                            "resource",
                            "service",
                            "engine",
                            "buffer",
                            "time",
                            "net",
                            "trace"),
                    knows("resource", "service", "engine", "buffer", "time", "net", "trace"),
                    knows("framing", "service"),
                    knows("trace", "service"),
                    knows("service", "time", "net"),
                    knows("nio", "engine.readiness", "engine", "buffer", "time", "net"),
                    knows("engine.readiness", "engine", "buffer", "time", "net"),
                    knows("engine", "buffer", "time", "net"),
                    knows("buffer"),
                    knows("time"),
                    knows("net"));

    private static final JavaClasses CLASSES = Place.CLASSES;

    @Test
    void modulesKnowOnlyTheModulesBelowThem() {
        assertThat(placesWithClasses(Place::module)).containsAll(MODULES.keySet());
        assertArrows(MODULES, Place::module);
    }

    @Test
    void packagesOfCoreKnowOnlyThePackagesBelowThem() {
        assertArrows(PACKAGES_OF_CORE, Place::packageOfCore);
    }

    @Test
    void everyPackageOfCoreHasItsArrowsStated() {
        Set<String> packages = placesWithClasses(Place::packageOfCore);
        packages.remove(Place.ELSEWHERE);
        assertThat(PACKAGES_OF_CORE.keySet()).containsAll(packages);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES.that(describe("are library", Place::isLibrary)));
    }

    private static Map.Entry<String, Set<String>> knows(String place, String... others) {
        return Map.entry(place, Set.of(others));
    }

    private static Set<String> placesWithClasses(Function<JavaClass, String> placeOf) {
        Set<String> places = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            places.add(placeOf.apply(type));
        }
        return places;
    }

    private static void assertArrows(
            Map<String, Set<String>> arrows, Function<JavaClass, String> placeOf) {
        new TreeMap<>(arrows)
                .forEach((place, others) -> {
                    Set<String> allowed = new TreeSet<>(others);
                    allowed.add(place);
                    allowed.add(Place.ELSEWHERE);
                    classes()
                            .that(describe("are in " + place, in(Set.of(place), placeOf)))
                            .should()
                            .onlyDependOnClassesThat(
                                    describe("are in " + allowed, in(allowed, placeOf)))
                            .allowEmptyShould(true)
                            .check(CLASSES);
                });
    }

    private static Predicate<JavaClass> in(
            Set<String> places, Function<JavaClass, String> placeOf) {
        return type -> places.contains(placeOf.apply(type));
    }
}
