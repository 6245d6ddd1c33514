package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.Proc;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples of the server, taken at the ends of the phases of a run, into its figures.
 *
 * <p>Each figure stays {@link Double#NaN} until its phase is over.
 */
final class Meter {
    private final Plan plan;

    private double loopCpuNanosPerMessage = Double.NaN;
    private double processCpuNanosPerMessage = Double.NaN;
    private double allocatedBytesPerMessage = Double.NaN;
    private double messagesPerCycle = Double.NaN;
    private double heapBytesPerConnection = Double.NaN;
    private double userBytesPerConnection = Double.NaN;
    private double kernelBytesPerConnection = Double.NaN;
    private double idleCpu = Double.NaN;

    private Sample empty = Sample.NONE;
    private long kernelBytesEmpty;

    /** When the warm-up was over; null before. */
    private @Nullable Sample warm;

    Meter(Plan plan) {
        this.plan = plan;
    }

    /** The server has no connections; after a collection. */
    void empty(Sample sample) {
        empty = sample;
        kernelBytesEmpty = kernelBytes();
    }

    /** The server has so many idle connections; after a collection. */
    void full(Sample sample, int connections) {
        heapBytesPerConnection = (double) (sample.heapBytes() - empty.heapBytes()) / connections;
        userBytesPerConnection =
                (double) (sample.residentBytes() - empty.residentBytes()) / connections;
        kernelBytesPerConnection = (double) (kernelBytes() - kernelBytesEmpty) / connections;
    }

    /** The server was idle from one sample to the other. */
    void idle(Sample from, Sample to) {
        idleCpu = (double) (to.loopCpuNanos() - from.loopCpuNanos()) / (to.nanos() - from.nanos());
    }

    /** Messages are being sent, and the warm-up is over. */
    void warm(Sample sample) {
        warm = sample;
    }

    /** Messages are no longer sent. */
    void sent(Sample sample) {
        Sample from = warm;
        if (from == null) {
            return;
        }
        double messages =
                (double) (sample.receivedBytes() - from.receivedBytes()) / plan.payloadBytes();
        if (messages > 0) {
            loopCpuNanosPerMessage = (sample.loopCpuNanos() - from.loopCpuNanos()) / messages;
            processCpuNanosPerMessage =
                    (sample.processCpuNanos() - from.processCpuNanos()) / messages;
            allocatedBytesPerMessage =
                    (sample.loopAllocatedBytes() - from.loopAllocatedBytes()) / messages;
            messagesPerCycle = messages / Math.max(1, sample.cycles() - from.cycles());
        }
    }

    ServerFigures figures() {
        return new ServerFigures(
                loopCpuNanosPerMessage,
                processCpuNanosPerMessage,
                allocatedBytesPerMessage,
                messagesPerCycle,
                heapBytesPerConnection,
                userBytesPerConnection,
                kernelBytesPerConnection,
                idleCpu);
    }

    private static long kernelBytes() {
        return Proc.labelled("/proc/meminfo", "Slab:", 0).orElse(0) << 10;
    }
}
