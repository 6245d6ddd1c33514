package dev.ioreactor.unix.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promises 8, 19, 20 and 22 while the system calls of a running reactor fail, one at a time.
 *
 * <p>The whole campaign is the profile {@code faults}; without it each call fails at three places
 * only. {@code -Dfaults.engine=NAME} picks one engine.
 */
@Tag("faults")
class FaultCampaignTest {
    private static final boolean WHOLE = Boolean.getBoolean("faults.whole");
    private static final int[] PLACES =
            WHOLE ? IntStream.rangeClosed(1, 20).toArray() : new int[] {1, 2, 5};
    private static final FaultTable TABLE = new FaultTable();

    static Stream<String> engines() {
        String only = System.getProperty("faults.engine", "");
        return Engines.all().stream()
                .filter(provider -> provider.availability().usable())
                .map(EngineProvider::name)
                .filter(name -> only.isEmpty() ? WHOLE || !name.equals("nio") : only.equals(name))
                .filter(name -> !Fault.of(name).isEmpty());
    }

    @BeforeAll
    static void requireStrace() throws InterruptedException {
        String obstacle = Strace.obstacle();
        if (WHOLE) {
            assertThat(obstacle).isNull();
        }
        assumeTrue(obstacle == null, obstacle);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void failingCallHarmsNobodyButTheConnectionItWasAbout(String engine) throws Exception {
        List<String> wrong = new ArrayList<>();
        Campaign campaign = new Campaign(engine);
        try (campaign) {
            for (Fault fault : Fault.of(engine)) {
                shootAll(campaign, engine, fault, wrong);
            }
        }
        wrong.addAll(campaign.complaints());
        wrong.forEach(TABLE::detail);
        assertThat(wrong).isEmpty();
    }

    private static void shootAll(Campaign campaign, String engine, Fault fault, List<String> wrong)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        int shots = 0;
        int failed = 0;
        for (int n : PLACES) {
            shots++;
            failed += note(fault, " at call " + n, campaign.shoot(fault, n), engine, wrong);
        }
        if (fault.canLast()) {
            shots++;
            failed += note(fault, " for a while", campaign.besiege(fault), engine, wrong);
        }
        String spinning = campaign.spinning();
        if (spinning != null) {
            wrong.add(engine + ", after " + fault.name() + ": " + spinning);
        }
        int passed = shots - failed;
        TABLE.add(engine, fault, passed, failed);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "faults: %s, %s: %d of %d passed, %.1f s%n",
                engine,
                fault.name(),
                passed,
                shots,
                seconds);
    }

    private static int note(
            Fault fault, String how, List<String> found, String engine, List<String> wrong) {
        if (found.isEmpty()) {
            return 0;
        }
        wrong.add(engine + ", " + fault.name() + how + ": " + found);
        return 1;
    }

    @AfterAll
    static void report() throws IOException {
        System.out.print(TABLE);
        TABLE.write(Path.of("target", "faults.txt"));
    }
}
