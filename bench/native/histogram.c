#include "histogram.h"

#include <string.h>

void histogram_clear(struct histogram *histogram) {
    memset(histogram, 0, sizeof *histogram);
}

static uint64_t upper_end(unsigned bucket) {
    if (bucket < 64) return bucket;
    unsigned shift = bucket / 32 - 1;
    return ((uint64_t)(bucket - shift * 32 + 1) << shift) - 1;
}

uint64_t histogram_quantile(const struct histogram *histogram, double quantile) {
    uint64_t wanted = (uint64_t)(quantile * (double)histogram->total), seen = 0;
    for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        seen += histogram->counts[bucket];
        if (seen > wanted) return upper_end(bucket);
    }
    return 0;
}
