package dev.ioreactor.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the library keeps in one place, so that a simulator can take it over: native calls, clocks,
 * randomness and threads. Tests and tools are free to use them.
 */
final class HomesTest {
    private static final Set<String> CLOCKS =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.time.Clock.system",
                    "java.time.Clock.tickMillis",
                    "java.time.Clock.tickSeconds",
                    "java.time.Clock.tickMinutes",
                    "java.time.Instant.now",
                    "java.time.LocalDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.time.OffsetDateTime.now");

    private static final Set<String> DICE =
            Set.of(
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.util.Collections.shuffle",
                    "java.util.UUID.randomUUID");

    private static final Set<String> RANDOM_SOURCES =
            Set.of(
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.random.RandomGenerator",
                    "java.security.SecureRandom");

    private static final Set<String> THREAD_STARTS =
            Set.of(
                    "java.lang.Thread.start",
                    "java.lang.Thread.startVirtualThread",
                    "java.util.concurrent.ForkJoinPool.commonPool");

    private static final JavaClasses CLASSES = Place.CLASSES;

    @Test
    void nativeCodeIsCalledOnlyByUnix() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ioreactor.unix..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(CLASSES);
    }

    @Test
    void clocksAreReadOnlyByTheClock() {
        noClasses()
                .that(areLibrary())
                .and()
                .resideOutsideOfPackage("dev.ioreactor.time")
                .should()
                .accessTargetWhere(uses(CLOCKS))
                .check(CLASSES);
    }

    @Test
    void nothingIsRandom() {
        noClasses().that(areLibrary()).should().accessTargetWhere(uses(DICE)).check(CLASSES);
        noClasses()
                .that(areLibrary())
                .should()
                .dependOnClassesThat(
                        describe("are random", type -> RANDOM_SOURCES.contains(type.getName())))
                .check(CLASSES);
    }

    @Test
    void threadsAreStartedOnlyByTheReactorAndTheWatchdog() {
        noClasses()
                .that(areLibrary())
                .and()
                .resideOutsideOfPackage("dev.ioreactor")
                .and()
                .doNotHaveFullyQualifiedName("dev.ioreactor.runtime.Watchdog")
                .should()
                .accessTargetWhere(uses(THREAD_STARTS))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\..*Execut.*")
                .check(CLASSES);
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .that(areLibrary())
                .should()
                .accessTargetWhere(uses(Set.of("java.lang.Thread.sleep")))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areLibrary() {
        return describe("are library", Place::isLibrary);
    }

    private static DescribedPredicate<JavaAccess<?>> uses(Set<String> members) {
        return describe(
                "is one of " + members,
                access ->
                        members.contains(
                                access.getTargetOwner().getName() + "." + access.getName()));
    }
}
