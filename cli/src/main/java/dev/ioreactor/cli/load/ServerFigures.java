package dev.ioreactor.cli.load;

/**
 * What the server did and took; {@link Double#NaN} for what was not measured.
 *
 * @param loopCpuNanosPerMessage processor time of the reactor's thread
 * @param processCpuNanosPerMessage processor time of the whole process, its compiler and collector
 *     included
 * @param allocatedBytesPerMessage heap bytes that the reactor's thread allocated
 * @param messagesPerCycle how many messages a cycle handled
 * @param heapBytesPerConnection heap that a connection keeps
 * @param userBytesPerConnection memory of the process, heap included, that a connection keeps
 * @param kernelBytesPerConnection kernel memory (slab) of both ends of a connection
 * @param idleCpu share of a processor that the reactor's thread took while all connections were
 *     idle
 */
public record ServerFigures(
        double loopCpuNanosPerMessage,
        double processCpuNanosPerMessage,
        double allocatedBytesPerMessage,
        double messagesPerCycle,
        double heapBytesPerConnection,
        double userBytesPerConnection,
        double kernelBytesPerConnection,
        double idleCpu) {}
