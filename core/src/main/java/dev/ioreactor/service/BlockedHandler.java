package dev.ioreactor.service;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A callback that has kept its runtime from everything else for longer than it should.
 *
 * @param what whose callback it is: a kind of resource, a command, a timer or the service, with its
 *     class if it has one
 * @param id the resource, null if it is none
 * @param duration for how long it was seen to run; it may have begun a little earlier
 * @param stack where it was when it was looked at, innermost first; empty if it returned just then
 */
public record BlockedHandler(
        String what, @Nullable ResourceId id, Duration duration, List<StackTraceElement> stack) {
    /** Copies the stack. */
    public BlockedHandler {
        stack = List.copyOf(stack);
    }

    /** The same, seen for so long. */
    public BlockedHandler duration(Duration longer) {
        return new BlockedHandler(what, id, longer, stack);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(what);
        if (id != null) {
            text.append(' ').append(id);
        }
        text.append(" for ").append(duration.toMillis()).append(" ms");
        for (StackTraceElement frame : stack) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }
}
