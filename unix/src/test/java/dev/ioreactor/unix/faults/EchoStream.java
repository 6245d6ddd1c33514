package dev.ioreactor.unix.faults;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection that sends random bytes of varying count and wants exactly them back, again and
 * again, on a thread of its own. When it breaks it says so and goes on with a new connection.
 */
final class EchoStream implements AutoCloseable {
    /**
     * From one byte to more than one send takes, so that each kind of send is made; and less than
     * the kernel holds for the two ends, since all is sent before anything is read.
     */
    private static final int[] SIZES = {1, 64, 1_500, 20_000, 150_000};

    private static final int ANSWER_MILLIS = 30_000;
    private static final int REST_NANOS = 1_000_000;

    /** A connection that broke. */
    record Broken(int port, String how) {}

    private final int port;
    private final Random random;
    private final Thread thread;
    private final Queue<Broken> broken = new ConcurrentLinkedQueue<>();
    private volatile long rounds;
    private volatile boolean paused;
    private volatile boolean resting;
    private volatile boolean ended;

    EchoStream(int port, long seed) {
        this.port = port;
        random = new Random(seed);
        thread = Thread.ofPlatform().name("echo stream " + seed).start(this::run);
    }

    /** How often all that was sent has come back. */
    long rounds() {
        return rounds;
    }

    Queue<Broken> broken() {
        return broken;
    }

    void pause(boolean on) {
        paused = on;
    }

    /** Whether it is paused and nothing of it is on its way. */
    boolean isResting() {
        return resting;
    }

    /** Connects, sends one message, wants it back and closes; null if all went well. */
    static @Nullable Broken once(int port, byte[] message) {
        int local = 0;
        try (Socket socket = connect(port)) {
            local = socket.getLocalPort();
            exchange(socket, message, new byte[message.length]);
            socket.shutdownOutput();
            int rest = socket.getInputStream().read();
            return rest < 0 ? null : new Broken(local, "byte " + rest + " after the end");
        } catch (IOException e) {
            return new Broken(local, e.toString());
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void run() {
        while (!ended) {
            int local = 0;
            try (Socket socket = connect(port)) {
                local = socket.getLocalPort();
                exchangeUntilEnded(socket);
            } catch (IOException e) {
                broken.add(new Broken(local, e.toString()));
            }
        }
    }

    private void exchangeUntilEnded(Socket socket) throws IOException {
        byte[] back = new byte[SIZES[SIZES.length - 1]];
        while (!ended) {
            rest();
            byte[] message = new byte[SIZES[random.nextInt(SIZES.length)]];
            random.nextBytes(message);
            exchange(socket, message, back);
            addRound();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void addRound() {
        rounds++;
    }

    private void rest() {
        while (paused && !ended) {
            resting = true;
            LockSupport.parkNanos(REST_NANOS);
        }
        resting = false;
    }

    private static void exchange(Socket socket, byte[] message, byte[] back) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        out.write(message);
        int count = in.readNBytes(back, 0, message.length);
        if (count < message.length) {
            throw new EOFException("the stream ended after " + count + " bytes");
        }
        int wrong = Arrays.mismatch(message, 0, message.length, back, 0, message.length);
        if (wrong >= 0) {
            throw new IOException("WRONG byte " + wrong + " of " + message.length);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
