package dev.ioreactor.service;

/**
 * What a runtime has counted since it was opened.
 *
 * @param cycles cycles run
 * @param completions completions delivered by the engine
 * @param staleCompletions completions dropped because their resource had been closed
 * @param commands commands run
 * @param timers timers fired
 * @param accepted connections accepted
 * @param connected connections made
 * @param closed resources closed, of all kinds
 * @param openResources resources open now
 * @param bytesReceived bytes received on connections
 * @param bytesSent bytes that the kernel took from connections
 * @param datagramsReceived datagrams received
 * @param datagramsSent datagrams that the kernel took
 * @param sendsRefused sends refused at the high watermark
 * @param acceptPauses times that accepting paused for want of descriptors or memory, or at a limit
 * @param failures exceptions thrown by handlers, timers and commands
 * @param wakes wakes that reached the engine
 * @param longestCycleNanos the longest time from the end of a wait to the begin of the next
 */
public record Counters(
        long cycles,
        long completions,
        long staleCompletions,
        long commands,
        long timers,
        long accepted,
        long connected,
        long closed,
        long openResources,
        long bytesReceived,
        long bytesSent,
        long datagramsReceived,
        long datagramsSent,
        long sendsRefused,
        long acceptPauses,
        long failures,
        long wakes,
        long longestCycleNanos) {}
