package dev.ioreactor.unix.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One attachment of strace(1) to one thread, which makes the thread's n-th call of a kind fail, or
 * only counts its calls.
 *
 * <p>Only calls made while attached count, so that what a virtual machine does at its start, and
 * what its other threads do, is left alone.
 */
final class Strace implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern PEER =
            Pattern.compile("->\\[?(?:::ffff:)?127\\.0\\.0\\.1\\]?:(\\d+)]");

    /** A call that has returned. */
    private static final Pattern CALL = Pattern.compile("^([a-z][a-z0-9_]*)\\(.* = ");

    /** A call that was made to fail, as strace prints it. */
    record Injected(String line) {
        /** The port of the peer whose connection the call was about, null if it was about none. */
        @Nullable Integer peer() {
            Matcher found = PEER.matcher(line);
            return found.find() ? Integer.valueOf(found.group(1)) : null;
        }

        boolean is(String call) {
            return line.contains(call);
        }
    }

    private final Process process;
    private final Thread listener;
    private final CountDownLatch attached = new CountDownLatch(1);
    private final CountDownLatch hit = new CountDownLatch(1);
    private final List<String> words = new ArrayList<>();
    private final List<Injected> injected = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** Attaches to a thread by its number in the kernel; the n-th of each of the calls fails. */
    Strace(int thread, String calls, String error, String when)
            throws IOException, InterruptedException {
        this(
                thread,
                List.of(
                        "-yy",
                        "-etrace=" + calls,
                        "-einject=" + calls + ":error=" + error + ":when=" + when));
    }

    /** Attaches to a thread and counts what it calls. */
    static Strace counting(int thread) throws IOException, InterruptedException {
        return new Strace(thread, List.of("-etrace=all"));
    }

    private Strace(int thread, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("strace", "-s0", "-esignal=none"));
        command.addAll(List.of("-p", "" + thread));
        command.addAll(options);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        listener = Thread.ofPlatform().daemon().name("strace output").start(this::listen);
        boolean in = attached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!in || !process.isAlive()) {
            close();
            throw new IOException("strace did not attach: " + words());
        }
    }

    /** Why it cannot be used here, in one line; null if it can. */
    static @Nullable String obstacle() throws InterruptedException {
        try {
            Process probe = new ProcessBuilder("strace", "-V").redirectErrorStream(true).start();
            probe.inputReader(StandardCharsets.UTF_8).readAllAsString();
            return probe.waitFor() == 0 ? null : "strace does not run";
        } catch (IOException e) {
            return "the fault campaign needs strace: install the package strace";
        }
    }

    /** Whether a call has been made to fail by now. */
    boolean hasHit() {
        return hit.getCount() == 0;
    }

    /** The calls that were made to fail. */
    List<Injected> injected() {
        synchronized (words) {
            return List.copyOf(injected);
        }
    }

    /** How often each call has returned by now. */
    Map<String, Integer> counts() {
        synchronized (words) {
            return new TreeMap<>(counts);
        }
    }

    private String words() {
        synchronized (words) {
            return String.join(" | ", words);
        }
    }

    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            synchronized (words) {
                words.add(e.toString());
            }
        }
        attached.countDown();
    }

    private void heard(String line) {
        synchronized (words) {
            if (line.contains("(INJECTED)")) {
                injected.add(new Injected(line));
                hit.countDown();
            } else if (line.startsWith("strace:")) {
                words.add(line);
            }
            Matcher call = CALL.matcher(line);
            if (call.find()) {
                counts.merge(call.group(1), 1, Integer::sum);
            }
        }
        if (line.endsWith(" attached")) {
            attached.countDown();
        }
    }

    /** Lets go of the thread, which runs on unharmed. */
    @Override
    public void close() {
        // Not Process.destroy, which closes the streams as well: what it has said would be lost.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
