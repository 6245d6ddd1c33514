#include "pattern.h"

#include "server.h"

uint8_t pattern_bytes[PATTERN_PERIOD + PATTERN_SLICE_BYTES];
uint32_t pattern_period;

/* splitmix64 (Steele, Lea, Flood 2014): each call advances the state and mixes it. */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static void repeat_from(uint32_t period) {
    pattern_period = period;
    for (size_t i = period; i < sizeof pattern_bytes; i++) {
        pattern_bytes[i] = pattern_bytes[i - period];
    }
}

void pattern_fill_random(void) {
    uint64_t state = 1;
    for (size_t i = 0; i < PATTERN_PERIOD; i++) pattern_bytes[i] = (uint8_t)next_random(&state);
    repeat_from(PATTERN_PERIOD);
}

void pattern_fill_source(void) {
    for (size_t i = 0; i < SOURCE_PERIOD; i++) pattern_bytes[i] = (uint8_t)i;
    repeat_from(SOURCE_PERIOD);
}
