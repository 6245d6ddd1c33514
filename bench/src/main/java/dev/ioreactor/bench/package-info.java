/** Benchmarks of the parts, and side-by-side runs against peers. */
@NullMarked
package dev.ioreactor.bench;

import org.jspecify.annotations.NullMarked;
