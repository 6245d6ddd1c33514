/*
 * The bytes that a connection sends, and so the bytes that it must get back: a window that moves
 * over one random block. Each connection starts at its own place, and the block's length is a
 * prime, so a byte that is lost, doubled, moved or that belongs to another connection shows up as a
 * mismatch with certainty or nearly so. Sends are slices of the block: nothing is filled in.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stddef.h>
#include <stdint.h>

#define PATTERN_PERIOD 65537u
#define PATTERN_SLICE_BYTES 65536u /* the longest slice at any offset */

extern uint8_t pattern_bytes[PATTERN_PERIOD + PATTERN_SLICE_BYTES];

/* Fills the block, from a fixed seed; or with the stream that a source server sends. */
void pattern_fill_random(void);
void pattern_fill_source(void);

/* The length after which the block repeats; set by the fill. */
extern uint32_t pattern_period;

static inline uint32_t pattern_start(uint32_t connection) {
    return (uint32_t)((uint64_t)connection * 7919 % PATTERN_PERIOD);
}

static inline uint32_t pattern_advance(uint32_t offset, size_t length) {
    offset += (uint32_t)length;
    return offset < pattern_period ? offset : offset % pattern_period;
}

#endif
