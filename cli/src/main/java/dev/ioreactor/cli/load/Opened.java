package dev.ioreactor.cli.load;

/**
 * How many connections were open at one moment while they were being made.
 *
 * @param seconds since the first connect
 * @param connections open
 */
public record Opened(double seconds, int connections) {}
