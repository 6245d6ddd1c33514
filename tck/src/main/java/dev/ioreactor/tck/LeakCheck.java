package dev.ioreactor.tck;

import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Fails a test that leaves something behind: a descriptor, a thread, or an exception that was
 * thrown on another thread and lost. Prints the seed of a failed test.
 *
 * <p>What has been let go may take a moment to vanish: it looks again until patience is over.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Collection<String> descriptorsBefore = List.of();
    private Set<Thread> threadsBefore = Set.of();
    private @Nullable UncaughtExceptionHandler handlerBefore;

    static {
        openWhatTheJdkKeepsOpen();
    }

    /** For JUnit. */
    public LeakCheck() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        uncaught.clear();
        handlerBefore = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        threadsBefore = Thread.getAllStackTraces().keySet();
        descriptorsBefore = ioDescriptors();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure != null && !(failure instanceof TestAbortedException)) {
            System.err.println(context.getDisplayName() + " failed: " + Seed.howToReplay());
        }
        boolean clean =
                Await.within(PATIENCE, () -> leakedDescriptors().isEmpty())
                        && Await.within(PATIENCE, () -> leakedThreads().isEmpty());
        if (!clean) {
            throw new AssertionError(
                    "left behind: descriptors "
                            + leakedDescriptors()
                            + ", threads "
                            + leakedThreads());
        }
        Throwable lost = uncaught.peek();
        if (lost != null) {
            throw new AssertionError("thrown on another thread", lost);
        }
    }

    private static List<String> ioDescriptors() {
        List<String> targets = new ArrayList<>();
        if (Descriptors.areVisible()) {
            for (String target : Descriptors.open().values()) {
                if (Descriptors.isIo(target)) {
                    targets.add(target);
                }
            }
        }
        return targets;
    }

    private List<String> leakedDescriptors() {
        List<String> now = ioDescriptors();
        Set<String> gone = new HashSet<>(descriptorsBefore);
        List<String> leaked = new ArrayList<>();
        for (String target : now) {
            // Event descriptors all have one name: those are told apart by their count alone.
            if (!gone.contains(target) || target.startsWith("anon_inode:")) {
                leaked.add(target);
            }
        }
        for (String target : descriptorsBefore) {
            if (target.startsWith("anon_inode:")) {
                leaked.remove(target);
            }
        }
        return leaked;
    }

    private List<String> leakedThreads() {
        List<String> leaked = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!threadsBefore.contains(thread) && thread.isAlive() && !isOfTheJdk(thread)) {
                leaked.add(thread.getName());
            }
        }
        return leaked;
    }

    private static boolean isOfTheJdk(Thread thread) {
        String name = thread.getName();
        ThreadGroup group = thread.getThreadGroup();
        return name.startsWith("junit")
                || name.startsWith("process reaper")
                || name.startsWith("surefire")
                || name.startsWith("Cleaner-")
                || name.startsWith("ForkJoinPool")
                || (group != null && group.getName().equals("system"))
                || (group != null && group.getName().equals("InnocuousThreadGroup"));
    }

    /** The first use of some classes opens descriptors that are never closed; that is no leak. */
    private static void openWhatTheJdkKeepsOpen() {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open();
                ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel client = SocketChannel.open();
                DatagramChannel datagram = DatagramChannel.open()) {
            Pipe pipe = Pipe.open();
            pipe.sink().close();
            pipe.source().close();
            selector.selectNow();
            assert server.isOpen() && unix.isOpen() && client.isOpen() && datagram.isOpen();
        } catch (IOException | UnsupportedOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
