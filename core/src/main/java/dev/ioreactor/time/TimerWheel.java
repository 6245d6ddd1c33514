package dev.ioreactor.time;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pending timers of one owner thread: a hierarchical timing wheel, with a small heap in front
 * that makes the firing order exact.
 *
 * <p>The wheel is the sixth scheme of G. Varghese and T. Lauck, <i>Hashed and Hierarchical Timing
 * Wheels</i> (SOSP 1987): arming and cancelling cost O(1) however many timers there are. Its tick
 * is 2^20 ns, about a millisecond. Each level has 64 buckets, a bucket of one level being as long
 * as all those of the level below; eight levels cover all 2^64 ns.
 *
 * <pre>
 *   deadline   63 62│61    56│55    50│ … │31    26│25    20│19              0
 *              level 7  level 6  level 5     level 1  level 0  within the tick
 * </pre>
 *
 * <p>A timer's level is the highest of these digits in which its deadline differs from the wheel's
 * current time, its bucket the deadline's digit there. Hence all timers of a level are due before
 * those of the next, and the earliest bucket is the first one occupied on the lowest level: one bit
 * scan. When the current time enters a bucket above level 0, its timers spread over the levels
 * below. Digits are those of the time itself, which may wrap around: the top level is circular.
 *
 * <p>A timer that is put off, as a deadline that is met each time, stays in its bucket unless it is
 * near: its neighbours are left alone, and it moves when the current time enters the bucket.
 *
 * <p>Buckets are unordered. The earliest of level 0 is moved to the heap, ordered by deadline and
 * age, before anyone asks for its first timer; so are timers due within the current tick.
 *
 * <p><b>Thread.</b> One owner; the constructor's {@code ownerCheck} guards the timers' handles, the
 * owner's own calls are not checked. <b>Order.</b> Timers fire in the order of their deadlines,
 * equal ones in the order in which they were armed, and never early. <b>Cost.</b> Timers that are
 * not due cost a cycle nothing. Only creating a timer allocates, and the heap when it grows.
 * Entering a bucket touches all timers in it, each at most once per level, and once more if it was
 * put off. <b>Limits.</b> A delay ends at most {@link Long#MAX_VALUE} ns after the current time;
 * time does not jump by more than that. <b>Errors.</b> What a callback throws goes to the {@link
 * FailureHandler}; the timers behind it fire all the same.
 */
public final class TimerWheel {

    /** Told what a callback has thrown, virtual machine errors included. */
    @FunctionalInterface
    public interface FailureHandler {
        /** Called on the owner thread before each callback. Must not throw. */
        default void fires(Timer timer) {}

        /**
         * Called on the owner thread, within {@link TimerWheel#expire}. A repeating timer goes on
         * unless it is cancelled here. What this throws ends the call of {@code expire}.
         *
         * @param timer the one whose callback has thrown
         * @param failure what it has thrown
         */
        void failed(Timer timer, Throwable failure);
    }

    private static final int TICK_BITS = 20;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int LEVELS = (Long.SIZE - TICK_BITS + SLOT_BITS - 1) / SLOT_BITS;
    private static final long TICK_NANOS = 1L << TICK_BITS;

    /** The bucket, outside all levels, of timers armed in a callback and due at once. */
    private static final int DEFERRED = LEVELS * SLOTS;

    private final Clock clock;
    private final Runnable ownerCheck;

    /** The first timer of each bucket; null when it is empty. */
    private final @Nullable Timer[] buckets = new @Nullable Timer[DEFERRED + 1];

    /** For each level one bit per bucket that is not empty. */
    private final long[] occupied = new long[LEVELS];

    private final TimerHeap heap = new TimerHeap();

    /** The start of the current tick: it never passes a timer that is in a bucket. */
    private long currentNanos;

    private long nextSequence;
    private int size;

    private boolean expiring;
    private long expiringNanos;

    /**
     * A wheel at the present time of {@code clock} that does not check who uses its timers.
     *
     * @param clock tells from when a rescheduled delay counts, and a fixed one after a callback
     */
    public TimerWheel(Clock clock) {
        this(clock, () -> {});
    }

    /**
     * A wheel at the present time of {@code clock}.
     *
     * @param clock tells from when a rescheduled delay counts, and a fixed one after a callback
     * @param ownerCheck runs before each cancelling or rescheduling, and throws if the thread that
     *     calls is not the owner
     */
    public TimerWheel(Clock clock, Runnable ownerCheck) {
        this.clock = Objects.requireNonNull(clock);
        this.ownerCheck = Objects.requireNonNull(ownerCheck);
        this.currentNanos = tickStart(clock.nanos());
    }

    /**
     * Arms a new timer that fires once, {@code delayNanos} after {@code nowNanos}.
     *
     * @param nowNanos the present time on the wheel's clock
     * @param delayNanos not negative
     * @param callback runs on the owner thread, within {@link #expire}
     * @return the handle
     * @throws IllegalArgumentException if the delay is negative
     */
    public Timer schedule(long nowNanos, long delayNanos, Runnable callback) {
        return arm(nowNanos, delayNanos, null, callback);
    }

    /**
     * Arms a new timer that fires {@code initialDelayNanos} after {@code nowNanos} and then in
     * steps of {@code periodNanos}. When it is late by whole periods, those firings are skipped and
     * {@linkplain Timer#missed() counted}; the phase stays.
     *
     * @param nowNanos the present time on the wheel's clock
     * @param initialDelayNanos not negative
     * @param periodNanos positive
     * @param callback runs on the owner thread, within {@link #expire}
     * @return the handle
     * @throws IllegalArgumentException if the delay is negative, or the period not positive
     */
    public Timer scheduleAtFixedRate(
            long nowNanos, long initialDelayNanos, long periodNanos, Runnable callback) {
        return arm(
                nowNanos,
                initialDelayNanos,
                Repetition.atFixedRate(positive(periodNanos)),
                callback);
    }

    /**
     * Arms a new timer that fires {@code initialDelayNanos} after {@code nowNanos} and then each
     * time {@code delayNanos} after its callback has returned.
     *
     * @param nowNanos the present time on the wheel's clock
     * @param initialDelayNanos not negative
     * @param delayNanos positive
     * @param callback runs on the owner thread, within {@link #expire}
     * @return the handle
     * @throws IllegalArgumentException if a delay is negative, or the second one zero
     */
    public Timer scheduleWithFixedDelay(
            long nowNanos, long initialDelayNanos, long delayNanos, Runnable callback) {
        return arm(
                nowNanos,
                initialDelayNanos,
                Repetition.withFixedDelay(positive(delayNanos)),
                callback);
    }

    /**
     * Fires the timers whose deadline is not after {@code nowNanos}, at most {@code limit} of them;
     * the others stay due. A timer armed by one of the callbacks waits for the next call, so no
     * timer fires twice in one call.
     *
     * @param nowNanos the present time on the wheel's clock
     * @param limit not negative
     * @param onFailure told what callbacks throw
     * @return how many fired
     * @throws IllegalStateException if called in a callback
     */
    public int expire(long nowNanos, int limit, FailureHandler onFailure) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit is negative: " + limit);
        }
        requireNotExpiring();
        expiring = true;
        expiringNanos = nowNanos;
        int fired = 0;
        try {
            while (fired < limit) {
                Timer timer = firstDue(nowNanos);
                if (timer == null) {
                    break;
                }
                fired++;
                fire(timer, nowNanos, onFailure);
            }
        } finally {
            expiring = false;
            spread(DEFERRED);
        }
        return fired;
    }

    /**
     * How long after {@code nowNanos} {@link #expire} should be called: zero when a timer is due,
     * {@link Long#MAX_VALUE} when there is none. Exact for a timer that is near; a far one may need
     * some earlier calls, which fire nothing: at most one for each level, and as many again at the
     * deadlines that it was put off from.
     *
     * @param nowNanos the present time on the wheel's clock
     * @return nanoseconds, not negative
     * @throws IllegalStateException if called in a callback
     */
    public long delayToNextNanos(long nowNanos) {
        requireNotExpiring();
        if (firstDue(nowNanos) != null) {
            return 0;
        }
        Timer first = firstOfHeapAndLevelZero();
        if (first != null) {
            return first.deadlineNanos - nowNanos;
        }
        int level = lowestOccupiedLevel();
        return level == LEVELS ? Long.MAX_VALUE : firstStart(level) - nowNanos;
    }

    /** {@return how many timers are pending} */
    public int size() {
        return size;
    }

    /** {@return whether no timer is pending} */
    public boolean isEmpty() {
        return size == 0;
    }

    boolean cancel(Timer timer) {
        ownerCheck.run();
        if (timer.place == Timer.IDLE) {
            return false;
        }
        takeOut(timer);
        timer.place = Timer.IDLE;
        size--;
        return true;
    }

    void reschedule(Timer timer, long delayNanos) {
        ownerCheck.run();
        notNegative(delayNanos);
        long beforeNanos = timer.deadlineNanos;
        date(timer, clock.nanos(), delayNanos);
        if (timer.place == Timer.IDLE) {
            size++;
        } else if (isFar(timer) && timer.deadlineNanos - beforeNanos >= 0 && !isDeferred(timer)) {
            return; // until its bucket is entered
        } else {
            takeOut(timer);
        }
        putIn(timer);
    }

    private static boolean isFar(Timer timer) {
        return timer.place >= SLOTS && timer.place < DEFERRED;
    }

    private Timer arm(
            long nowNanos, long delayNanos, @Nullable Repetition repetition, Runnable callback) {
        notNegative(delayNanos);
        Timer timer = new Timer(this, repetition, Objects.requireNonNull(callback));
        size++;
        date(timer, nowNanos, delayNanos);
        putIn(timer);
        return timer;
    }

    // Firing

    /** The timer to fire next, or null when none is due and the wheel has caught up with now. */
    private @Nullable Timer firstDue(long nowNanos) {
        Timer first = firstOfHeapAndLevelZero();
        while (first == null && enterNextBucket(nowNanos)) {
            first = firstOfHeapAndLevelZero();
        }
        if (first != null && first.deadlineNanos - nowNanos <= 0) {
            return first;
        }
        if (nowNanos - currentNanos > 0) {
            currentNanos = tickStart(nowNanos);
        }
        return null;
    }

    /**
     * The earliest timer of the heap and level 0, which is then in the heap; null when both are
     * empty. Whatever is on higher levels is due later than all of these.
     */
    private @Nullable Timer firstOfHeapAndLevelZero() {
        if (occupied[0] == 0) {
            return heap.first();
        }
        Timer first = heap.first();
        if (first != null && first.deadlineNanos - firstStart(0) < 0) {
            return first;
        }
        Timer timer = empty(firstSlot(0));
        while (timer != null) {
            Timer next = timer.next;
            timer.next = null;
            timer.previous = null;
            heap.add(timer);
            timer = next;
        }
        return heap.first();
    }

    /** Moves to the earliest bucket, unless it lies ahead of now, and spreads its timers. */
    private boolean enterNextBucket(long nowNanos) {
        int level = lowestOccupiedLevel();
        if (level == LEVELS) {
            return false;
        }
        long start = firstStart(level);
        if (start - nowNanos > 0) {
            return false;
        }
        int bucket = bucket(level, firstSlot(level));
        currentNanos = start;
        spread(bucket);
        return true;
    }

    private void fire(Timer timer, long nowNanos, FailureHandler onFailure) {
        heap.remove(timer);
        long lateNanos = nowNanos - timer.deadlineNanos;
        Repetition repetition = timer.repetition;
        if (repetition == null) {
            timer.place = Timer.IDLE;
            size--;
        } else {
            timer.place = Timer.FIRING;
            repetition.fired(lateNanos);
        }
        onFailure.fires(timer);
        try {
            timer.callback.run();
        } catch (Throwable failure) {
            onFailure.failed(timer, failure);
        } finally {
            if (repetition != null && timer.place == Timer.FIRING) {
                repeat(timer, repetition, nowNanos, lateNanos);
            }
        }
    }

    private void repeat(Timer timer, Repetition repetition, long nowNanos, long lateNanos) {
        if (repetition.isRate) {
            date(timer, nowNanos, repetition.nanos - lateNanos % repetition.nanos);
        } else {
            date(timer, clock.nanos(), repetition.nanos);
        }
        putIn(timer);
    }

    // Placing

    private void date(Timer timer, long nowNanos, long delayNanos) {
        long aheadNanos = Math.max(0, nowNanos - currentNanos);
        timer.deadlineNanos = nowNanos + Math.min(delayNanos, Long.MAX_VALUE - aheadNanos);
        timer.sequence = nextSequence++;
    }

    private void putIn(Timer timer) {
        if (isDeferred(timer)) {
            link(timer, DEFERRED);
        } else {
            place(timer);
        }
    }

    /** Whether it is due at once, and armed in a callback. */
    private boolean isDeferred(Timer timer) {
        return expiring && timer.deadlineNanos - expiringNanos <= 0;
    }

    private void place(Timer timer) {
        if (timer.deadlineNanos - currentNanos < TICK_NANOS) {
            heap.add(timer);
            return;
        }
        int level = level(timer.deadlineNanos);
        int slot = slot(level, timer.deadlineNanos);
        occupied[level] |= 1L << slot;
        link(timer, bucket(level, slot));
    }

    private void link(Timer timer, int bucket) {
        Timer head = buckets[bucket];
        timer.place = bucket;
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        buckets[bucket] = timer;
    }

    /** Takes the timer out of its heap or bucket; the caller decides on its new place. */
    private void takeOut(Timer timer) {
        if (timer.place >= Timer.IN_HEAP) {
            heap.remove(timer);
        } else if (timer.place >= 0) {
            unlink(timer);
        }
    }

    private void unlink(Timer timer) {
        Timer previous = timer.previous;
        Timer next = timer.next;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else if (next != null) {
            buckets[timer.place] = next;
        } else {
            empty(timer.place);
        }
        timer.previous = null;
        timer.next = null;
    }

    /** Places the timers of a bucket anew, now that the current time has come close to them. */
    private void spread(int bucket) {
        Timer timer = empty(bucket);
        while (timer != null) {
            Timer next = timer.next;
            timer.next = null;
            timer.previous = null;
            place(timer);
            timer = next;
        }
    }

    /** Detaches a bucket's list and returns its first timer, or null. */
    private @Nullable Timer empty(int bucket) {
        Timer head = buckets[bucket];
        buckets[bucket] = null;
        if (bucket < DEFERRED) {
            occupied[bucket >>> SLOT_BITS] &= ~(1L << bucket);
        }
        return head;
    }

    // The geometry of the wheel

    private static long tickStart(long nanos) {
        return nanos & -TICK_NANOS;
    }

    private int level(long deadlineNanos) {
        int highestBit = Long.SIZE - 1 - Long.numberOfLeadingZeros(deadlineNanos ^ currentNanos);
        return (highestBit - TICK_BITS) / SLOT_BITS;
    }

    private static int slot(int level, long deadlineNanos) {
        return (int) (deadlineNanos >>> shift(level)) & (SLOTS - 1);
    }

    private static int shift(int level) {
        return TICK_BITS + SLOT_BITS * level;
    }

    private static int bucket(int level, int slot) {
        return level << SLOT_BITS | slot;
    }

    private int lowestOccupiedLevel() {
        int level = 0;
        while (level < LEVELS && occupied[level] == 0) {
            level++;
        }
        return level;
    }

    /** The first occupied slot at or after the current one, going round on the top level. */
    private int firstSlot(int level) {
        int current = slot(level, currentNanos);
        int distance = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], current));
        return (current + distance) & (SLOTS - 1);
    }

    /** The start of the first occupied bucket of a level. */
    private long firstStart(int level) {
        return start(level, firstSlot(level));
    }

    private long start(int level, int slot) {
        // Two shifts, since on the top level their sum is not less than 64.
        long prefix = currentNanos & (-1L << shift(level) << SLOT_BITS);
        return prefix | (long) slot << shift(level);
    }

    // Checks

    private static void notNegative(long delayNanos) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("delay is negative: " + delayNanos + " ns");
        }
    }

    private static long positive(long periodNanos) {
        if (periodNanos <= 0) {
            throw new IllegalArgumentException("period is not positive: " + periodNanos + " ns");
        }
        return periodNanos;
    }

    private void requireNotExpiring() {
        if (expiring) {
            throw new IllegalStateException("called in the callback of a timer");
        }
    }

    /** Walks the whole structure; for tests. */
    void validate() {
        heap.validate();
        int count = heap.size();
        for (int bucket = 0; bucket <= DEFERRED; bucket++) {
            count += validateBucket(bucket);
        }
        check(count == size, "counts its timers");
        check(currentNanos == tickStart(currentNanos), "stands at the start of a tick");
        check(buckets[DEFERRED] == null, "defers only while it expires");
    }

    private int validateBucket(int bucket) {
        int level = bucket >>> SLOT_BITS;
        boolean marked = bucket < DEFERRED && (occupied[level] >>> bucket & 1) != 0;
        check(marked == (buckets[bucket] != null), "marks the buckets it occupies");
        int count = 0;
        Timer previous = null;
        for (Timer timer = buckets[bucket]; timer != null; timer = timer.next) {
            check(timer.previous == previous, "links both ways");
            check(timer.place == bucket, "tells each timer its place");
            check(timer.deadlineNanos - currentNanos >= TICK_NANOS, "keeps the imminent in a heap");
            long startNanos = start(level, bucket & (SLOTS - 1));
            check(startNanos - currentNanos > 0, "empties the buckets it enters");
            check(timer.deadlineNanos - startNanos >= 0, "enters a bucket in time");
            boolean isInItsOwn =
                    level == level(timer.deadlineNanos)
                            && bucket == bucket(level, slot(level, timer.deadlineNanos));
            check(isInItsOwn || level > 0, "leaves only far ones where they were");
            previous = timer;
            count++;
        }
        return count;
    }

    private static void check(boolean law, String name) {
        if (!law) {
            throw new AssertionError("a wheel " + name);
        }
    }
}
