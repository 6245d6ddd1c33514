package dev.ioreactor.cli.load;

import java.util.HashMap;
import java.util.Map;

/**
 * What a server process knows of itself at one moment; a line of text between the processes.
 *
 * @param ticket which request it answers, 0 for none
 * @param nanos the server's monotonic clock
 * @param loopCpuNanos processor time of the reactor's thread
 * @param processCpuNanos processor time of the whole process
 * @param loopAllocatedBytes heap bytes that the reactor's thread has allocated
 * @param heapBytes heap in use; after a collection, if one was asked for
 * @param residentBytes memory of the process that is in RAM
 * @param cycles of the reactor
 * @param completions delivered to it
 * @param open connections that are open
 * @param accepted connections accepted
 * @param receivedBytes bytes received
 * @param sentBytes bytes that the kernel took
 * @param failures exceptions in handlers
 */
record Sample(
        long ticket,
        long nanos,
        long loopCpuNanos,
        long processCpuNanos,
        long loopAllocatedBytes,
        long heapBytes,
        long residentBytes,
        long cycles,
        long completions,
        long open,
        long accepted,
        long receivedBytes,
        long sentBytes,
        long failures) {

    /** The word that such a line begins with. */
    static final String WORD = "sample";

    /** Nothing known yet. */
    static final Sample NONE = new Sample(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The line. */
    String line() {
        return String.join(
                " ",
                WORD,
                "ticket=" + ticket,
                "nanos=" + nanos,
                "loopCpu=" + loopCpuNanos,
                "processCpu=" + processCpuNanos,
                "allocated=" + loopAllocatedBytes,
                "heap=" + heapBytes,
                "resident=" + residentBytes,
                "cycles=" + cycles,
                "completions=" + completions,
                "open=" + open,
                "accepted=" + accepted,
                "received=" + receivedBytes,
                "sent=" + sentBytes,
                "failures=" + failures);
    }

    /**
     * Reads a line back.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Sample parse(String line) {
        Map<String, Long> fields = new HashMap<>();
        String[] words = line.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not a sample: " + line);
            }
            fields.put(words[i].substring(0, equals), Long.valueOf(words[i].substring(equals + 1)));
        }
        return new Sample(
                field(fields, "ticket"),
                field(fields, "nanos"),
                field(fields, "loopCpu"),
                field(fields, "processCpu"),
                field(fields, "allocated"),
                field(fields, "heap"),
                field(fields, "resident"),
                field(fields, "cycles"),
                field(fields, "completions"),
                field(fields, "open"),
                field(fields, "accepted"),
                field(fields, "received"),
                field(fields, "sent"),
                field(fields, "failures"));
    }

    private static long field(Map<String, Long> fields, String name) {
        Long value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a sample without " + name);
        }
        return value;
    }
}
