package dev.ioreactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinnerTest {
    private static final long BOUND = 50_000;

    @Test
    void doesNotSpinWithoutABound() {
        Spinner off = new Spinner(0);
        assertThat(off.isOff()).isTrue();
        assertThat(off.budgetNanos()).isZero();
    }

    @Test
    void spinsWhileWorkComesWithinTheBound() {
        Spinner spinner = new Spinner(BOUND);
        for (int i = 0; i < 1_000; i++) {
            assertThat(spinner.budgetNanos()).isEqualTo(BOUND);
            spinner.waited(BOUND / 2);
        }
    }

    @Test
    void givesUpWhenWorkComesRarely() {
        Spinner spinner = new Spinner(BOUND);
        for (int i = 0; i < 3; i++) {
            spinner.waited(1_000_000_000);
        }
        assertThat(spinner.budgetNanos()).isZero();
    }

    @Test
    void findsBackWithinSomeWaitsHoweverLongItWasQuiet() {
        Spinner spinner = new Spinner(BOUND);
        for (int i = 0; i < 1_000; i++) {
            spinner.waited(Long.MAX_VALUE);
        }
        int waits = 0;
        while (spinner.budgetNanos() == 0) {
            spinner.waited(BOUND / 2);
            waits++;
        }
        assertThat(waits).isBetween(1, 20);
    }
}
