package dev.ioreactor.unix;

import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import java.util.Arrays;

/**
 * Connections of one listening handle that the kernel has accepted for a multishot accept which its
 * owner had cancelled by then: they wait for the next accept, as in the kernel's backlog.
 *
 * <p>First in, first out. Few: what arrives between two polls.
 */
final class AcceptedAhead implements TakenAhead {
    private int[] descriptors = new int[8];
    private int next;
    private int end;

    void add(int descriptor) {
        if (end == descriptors.length) {
            descriptors = Arrays.copyOf(descriptors, end * 2);
        }
        descriptors[end++] = descriptor;
    }

    @Override
    public boolean isEmpty() {
        return next == end;
    }

    /** Takes the first one; there must be one. */
    int take() {
        assert !isEmpty();
        int descriptor = descriptors[next++];
        if (next == end) {
            next = 0;
            end = 0;
        }
        return descriptor;
    }

    /** Closes those that nobody has taken. */
    void close(CallState state) {
        while (!isEmpty()) {
            Descriptors.close(state, take());
        }
    }
}
