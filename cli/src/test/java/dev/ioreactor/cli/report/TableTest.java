package dev.ioreactor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void showsEachFigureBelowItsHeading() {
        assertThat(Table.lines(List.of(Results.clean("epoll"), Results.failed("io_uring"))))
                .containsExactly(
                        "            connections  messages        latency, ms  server, a message  "
                                + "    B a connection   idle",
                        "engine    opened  per s     per s   p50   p99  p99.9    CPU µs  alloc B "
                                + " user  heap  kernel  CPU %  lost  wrong",
                        "epoll     10,000  8,000    50,000  5.00  9.90   9.99      8.25      0.0 "
                                + "  513   456   8,000    0.1     0      0",
                        "io_uring   9,999  7,999    50,000  5.00  9.90   9.99      8.25      0.0 "
                                + "  513   456   8,000    0.1     6      3");
    }

    @Test
    void namesTheRunThatALargeOneIsComparedWith() {
        assertThat(Table.lines(List.of(Results.alone("epoll"), Results.clean("epoll"))))
                .anySatisfy(line -> assertThat(line).startsWith("epoll alone   1,000  "))
                .anySatisfy(line -> assertThat(line).startsWith("epoll        10,000  "));
    }

    @Test
    void showsADashForWhatWasNotMeasured() {
        assertThat(Table.lines(List.of(Results.empty("nio"))).getLast())
                .matches("nio +0 +– +– +– +– +– +– +– +– +– +– +– +0 +0");
    }
}
