package dev.ioreactor.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the kinds of endpoint have in common. */
final class Endpoints {
    static final int BACKLOG = 4_096;

    private Endpoints() {}

    static void check(int backlog, @Nullable Duration connectDeadline, Duration idleDeadline) {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog);
        }
        if (connectDeadline != null && !connectDeadline.isPositive()) {
            throw new IllegalArgumentException("connectDeadline " + connectDeadline);
        }
        if (idleDeadline.isNegative()) {
            throw new IllegalArgumentException("idleDeadline " + idleDeadline);
        }
    }
}
