package dev.ioreactor.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of timers in firing order, of which each knows its index: the first is found in
 * O(1), any is removed in O(log n). Its array grows and does not shrink.
 */
final class TimerHeap {

    private static final int INITIAL_CAPACITY = 16;

    private @Nullable Timer[] timers = new @Nullable Timer[INITIAL_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** The timer that fires first, or null when the heap is empty. */
    @Nullable Timer first() {
        return timers[0];
    }

    void add(Timer timer) {
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
        }
        siftUp(size++, timer);
    }

    /** Takes a timer out; its place is then up to the caller. */
    void remove(Timer timer) {
        int index = timer.place - Timer.IN_HEAP;
        assert timers[index] == timer;
        Timer last = at(--size);
        if (last != timer) {
            // It was at the bottom and most likely belongs there.
            siftUp(siftDown(index), last);
        }
        timers[size] = null;
    }

    private void siftUp(int from, Timer timer) {
        int index = from;
        while (index > 0) {
            int parentIndex = (index - 1) >>> 1;
            Timer parent = at(parentIndex);
            if (!timer.firesBefore(parent)) {
                break;
            }
            put(index, parent);
            index = parentIndex;
        }
        put(index, timer);
    }

    /** Moves a gap to the bottom, filling it with the earlier child each time. */
    private int siftDown(int from) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && at(child + 1).firesBefore(at(child))) {
                child++;
            }
            put(index, at(child));
            index = child;
        }
        return index;
    }

    private void put(int index, Timer timer) {
        timers[index] = timer;
        timer.place = Timer.IN_HEAP + index;
    }

    private Timer at(int index) {
        Timer timer = timers[index];
        assert timer != null;
        return timer;
    }

    /** Walks the whole heap; for tests. */
    void validate() {
        for (int index = 0; index < timers.length; index++) {
            Timer timer = timers[index];
            check((timer != null) == index < size, "filled from the front");
            if (timer == null) {
                continue;
            }
            check(timer.place == Timer.IN_HEAP + index, "knows its index");
            check(timer.previous == null && timer.next == null, "is in no bucket");
            check(index == 0 || at((index - 1) >>> 1).firesBefore(timer), "is after its parent");
        }
    }

    private static void check(boolean law, String name) {
        if (!law) {
            throw new AssertionError("heap: each timer " + name);
        }
    }
}
