/*
 * A log-linear histogram of nanoseconds: exact below 64, then 32 equal buckets per power of two, so
 * a quantile is at most 1/32 above the true value.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS (32 * 60)

struct histogram {
    uint64_t total;
    uint64_t counts[HISTOGRAM_BUCKETS];
};

static inline void histogram_record(struct histogram *histogram, uint64_t value) {
    unsigned shift = value < 64 ? 0 : 58 - (unsigned)__builtin_clzll(value);
    histogram->counts[shift * 32 + (value >> shift)]++;
    histogram->total++;
}

void histogram_clear(struct histogram *histogram);

/* The upper end of the bucket that holds the quantile; 0 if nothing was recorded. */
uint64_t histogram_quantile(const struct histogram *histogram, double quantile);

#endif
