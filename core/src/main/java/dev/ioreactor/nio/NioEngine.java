package dev.ioreactor.nio;

import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Sockets;
import dev.ioreactor.engine.readiness.ReadinessEngine;
import dev.ioreactor.engine.readiness.ReadyHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Waits with a {@link Selector}.
 *
 * <p>Ready keys are taken by {@link Selector#select(Consumer, long)}, which, unlike the set of
 * selected keys, needs neither an iterator nor a set entry per event.
 *
 * <p>A wake is the flag {@link #wakeRequested} and then {@link Selector#wakeup}. The flag is what
 * counts: {@link #letGo} has to select as well and so uses up a selector's wakeup, but not the
 * flag; {@link #await} looks at it before it blocks and clears it once per wake. As long as it is
 * set further wakes do nothing, so there is at most one wakeup under way.
 */
final class NioEngine extends ReadinessEngine {
    static final String NAME = "nio";

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final Sockets sockets = new NioSockets();
    private final ChunkMemory memory = ChunkMemory.direct();
    private final AtomicBoolean wakeRequested = new AtomicBoolean();
    private final Consumer<SelectionKey> gather = this::gather;

    NioEngine(EngineConfig config) throws IOException {
        super(config, new ChannelIo(config.receiveBufferBytes()));
        selector = Selector.open();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public ChunkMemory memory() {
        return memory;
    }

    @Override
    public void wake() {
        if (wakeRequested.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    @Override
    protected int await(long timeoutNanos) {
        try {
            if (timeoutNanos == 0 || wakeRequested.get()) {
                selector.selectNow(gather);
            } else {
                selector.select(gather, toMillis(timeoutNanos));
            }
        } catch (IOException failed) {
            return -Errnos.of(failed);
        }
        // Set, it would end each further wait at once, and close the next channel that is read.
        boolean interrupted = Thread.interrupted();
        if (wakeRequested.get()) {
            wakeRequested.set(false);
            return WOKEN;
        }
        return interrupted ? -Errno.EINTR : 0;
    }

    @Override
    protected int changeInterest(ReadyHandle handle, int oldMask, int newMask) {
        ChannelHandle known = (ChannelHandle) handle;
        int operations = toOperations(known, newMask);
        try {
            SelectionKey key = known.key;
            if (key != null) {
                key.interestOps(operations);
            } else if (operations != 0) {
                known.key = known.channel.register(selector, operations, known);
            }
            return 0;
        } catch (IOException | RuntimeException refused) {
            known.key = null;
            return -Errnos.of(refused);
        }
    }

    @Override
    protected void forget(ReadyHandle handle, int mask, Close.Mode mode) {
        ChannelHandle known = (ChannelHandle) handle;
        SelectionKey key = known.key;
        if (key == null) {
            return;
        }
        known.key = null;
        key.cancel();
        if (mode == Close.Mode.RELEASE || known.borrowed) {
            letGo();
        }
    }

    @Override
    protected void release() {
        try {
            selector.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("the selector could not be closed", failed);
        }
    }

    /**
     * Has the selector deregister cancelled keys now: until then a channel can neither be
     * registered with it again nor be made blocking. A channel that is closed can wait for the next
     * select.
     */
    private void letGo() {
        try {
            selector.selectNow(gather);
        } catch (IOException failed) {
            throw new UncheckedIOException("the selector failed", failed);
        }
    }

    private void gather(SelectionKey key) {
        ChannelHandle handle = (ChannelHandle) key.attachment();
        if (handle.key == null) {
            return;
        }
        int bits = 0;
        try {
            int operations = key.readyOps();
            if ((operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
                bits |= Ready.READ;
            }
            if ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
                bits |= Ready.WRITE;
            }
        } catch (CancelledKeyException closedBehindOurBack) {
            bits = INVALID;
        }
        if (bits != 0) {
            ready(handle, bits);
        }
    }

    /**
     * Connecting counts as writing: a channel reports only that one of the two which its state
     * allows, so that both can be asked for.
     */
    private static int toOperations(ChannelHandle handle, int mask) {
        int operations = 0;
        if ((mask & Ready.READ) != 0) {
            operations |=
                    handle.channel instanceof ServerSocketChannel
                            ? SelectionKey.OP_ACCEPT
                            : SelectionKey.OP_READ;
        }
        if ((mask & Ready.WRITE) != 0) {
            operations |= SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
        }
        return operations & handle.channel.validOps();
    }

    /** The timeout of a selector, which has 0 for none; rounded up, so that no wait ends early. */
    static long toMillis(long timeoutNanos) {
        return timeoutNanos == Long.MAX_VALUE ? 0 : (timeoutNanos - 1) / NANOS_PER_MILLI + 1;
    }
}
