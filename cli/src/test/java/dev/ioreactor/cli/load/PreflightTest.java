package dev.ioreactor.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.cli.host.DescriptorLimit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreflightTest {
    private static final long MANY = 1L << 40;
    private static final DescriptorLimit DESCRIPTORS = new DescriptorLimit(MANY, MANY, MANY);
    private static final Means ENOUGH = new Means(DESCRIPTORS, MANY, 28_232, true, MANY, MANY);

    @Test
    void aMillionConnectionsPassWhereThereIsEnoughOfAll() {
        assertThat(missing(1_000_000, ENOUGH)).isEmpty();
    }

    @Test
    void tooFewDescriptorsAreToldWithTheLimitThatIsNeeded() {
        DescriptorLimit few = new DescriptorLimit(1_024, 4_096, 1 << 20);
        Means means = new Means(few, MANY, 28_232, true, MANY, MANY);
        assertThat(missing(10_000, means))
                .singleElement()
                .asString()
                .contains("10,128 descriptors", "hard 4,096", "ulimit -n 10128", "limits.conf")
                .contains("--connections 896");
    }

    @Test
    void aRootThatMayNotRaiseTheLimitIsToldWhy() {
        DescriptorLimit few = new DescriptorLimit(1_024, 4_096, 1 << 20);
        Plan plan = new Plan(10_000, 1, 64, Duration.ofSeconds(1));
        assertThat(Preflight.missing(plan, new Means(few, MANY, 28_232, true, MANY, MANY), true))
                .singleElement()
                .asString()
                .contains("CAP_SYS_RESOURCE", "'nofile' 10128");
    }

    @Test
    void moreDescriptorsThanTheKernelGivesToAProcessNeedASysctl() {
        DescriptorLimit few = new DescriptorLimit(1_024, 4_096, 1 << 20);
        Means means = new Means(few, MANY, 28_232, true, MANY, MANY);
        assertThat(missing(2_000_000, means))
                .singleElement()
                .asString()
                .contains("fs.nr_open=2000128");
    }

    @Test
    void aFullSystemIsTold() {
        assertThat(missing(10_000, new Means(DESCRIPTORS, 15_000, 28_232, true, MANY, MANY)))
                .singleElement()
                .asString()
                .contains("15,000 more files", "fs.file-max");
    }

    @Test
    void oneSourceAddressMustHavePortsForAll() {
        assertThat(missing(50_000, new Means(DESCRIPTORS, MANY, 28_232, false, MANY, MANY)))
                .singleElement()
                .asString()
                .contains("ip_local_port_range");
    }

    @Test
    void connectionTrackingIsCounted() {
        assertThat(missing(50_000, new Means(DESCRIPTORS, MANY, 28_232, true, 40_000, MANY)))
                .singleElement()
                .asString()
                .contains("nf_conntrack_max=100000");
    }

    @Test
    void tooLittleMemoryIsToldWithWhatFits() {
        Means means = new Means(DESCRIPTORS, MANY, 28_232, true, MANY, 1L << 30);
        List<String> missing = missing(1_000_000, means);
        assertThat(missing).singleElement().asString().contains("MiB are available");
        int fits = Integer.parseInt(missing.getFirst().replaceAll(".*--connections ", ""));
        assertThat(missing(fits, means)).isEmpty();
        assertThat(missing(fits + 1_000, means)).isNotEmpty();
    }

    private static List<String> missing(int connections, Means means) {
        Plan plan = new Plan(connections, 1, 64, Duration.ofSeconds(1));
        return Preflight.missing(plan, means, false);
    }
}
