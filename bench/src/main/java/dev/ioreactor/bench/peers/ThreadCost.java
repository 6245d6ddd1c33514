package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one thread has executed outside the kernel, as a file of callgrind tells it.
 *
 * @see <a href="https://valgrind.org/docs/manual/cl-format.html">Callgrind's format</a>
 */
final class ThreadCost {
    /** Functions of libc that ask the kernel what has happened. */
    private static final Pattern WAIT = Pattern.compile("epoll_p?wait2?|(__)?p?poll");

    /** Makes any call by its number; io_uring_enter has no function of its own. */
    private static final String BARE = "syscall";

    /** A system call only here: valgrind hides the vDSO, in which clocks are read without one. */
    private static final Pattern CLOCK = Pattern.compile("clock_gettime|gettimeofday|time");

    /** Of a thread that has done nothing. */
    static final ThreadCost NONE = new ThreadCost();

    private static final String NAMELESS = "???";

    private long instructions;
    private long systemCalls;
    private long waits;
    private long bareCalls;
    private final Map<String, Long> byFunction = new HashMap<>();
    private final Map<Long, Long> byAddress = new HashMap<>();

    private String object = NAMELESS;
    private String function = NAMELESS;

    private ThreadCost() {}

    /** Reads a file that was written without compression. */
    static ThreadCost read(Path file) throws IOException {
        ThreadCost cost = new ThreadCost();
        int positions = 1;
        // Names of functions may hold anything.
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("positions:")) {
                    positions = line.split(" ", -1).length - 1;
                } else if (line.startsWith("ob=")) {
                    cost.object = line.substring(line.lastIndexOf('/') + 1).replace("ob=", "");
                } else if (line.startsWith("fn=")) {
                    cost.function = unversioned(line.substring("fn=".length()));
                } else if (line.startsWith("calls=")) {
                    in.readLine(); // the cost of what was called, which tells of itself elsewhere
                } else if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
                    cost.add(line.split(" ", -1), positions);
                }
            }
        }
        return cost;
    }

    /**
     * The name of a function of libc without the version of its symbol, clock_gettime@@GLIBC_2.17.
     */
    private static String unversioned(String name) {
        int at = name.indexOf("@@");
        return at < 0 ? name : name.substring(0, at);
    }

    /** A line of one or two positions, the instructions and, unless it is 0, the system calls. */
    private void add(String[] fields, int positions) {
        if (fields.length <= positions) {
            return;
        }
        long executed = Long.parseLong(fields[positions]);
        instructions += executed;
        if (fields.length > positions + 1 && !CLOCK.matcher(function).matches()) {
            long calls = Long.parseLong(fields[positions + 1]);
            systemCalls += calls;
            waits += WAIT.matcher(function).matches() ? calls : 0;
            bareCalls += function.equals(BARE) ? calls : 0;
        }
        if (object.equals(NAMELESS) && positions > 1) {
            byAddress.merge(Long.decode(fields[0]), executed, Long::sum);
        } else {
            byFunction.merge(function + " (" + object + ")", executed, Long::sum);
        }
    }

    /** The thread that runs the loop: no other makes as many system calls. */
    static ThreadCost loop(List<ThreadCost> threads) {
        ThreadCost loop = threads.getFirst();
        for (ThreadCost thread : threads) {
            if (thread.systemCalls > loop.systemCalls) {
                loop = thread;
            }
        }
        return loop;
    }

    long instructions() {
        return instructions;
    }

    long systemCalls() {
        return systemCalls;
    }

    /** Those system calls which ask what has happened. */
    long waits() {
        return waits > 0 ? waits : bareCalls;
    }

    /** Instructions of functions that have a name. */
    Map<String, Long> byFunction() {
        return byFunction;
    }

    /** Instructions at each address that belongs to no file, if the server was so run. */
    Map<Long, Long> byAddress() {
        return byAddress;
    }
}
