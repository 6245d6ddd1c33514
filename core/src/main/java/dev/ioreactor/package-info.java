/** The reactor: one thread, one runtime, one engine, one service. */
@NullMarked
package dev.ioreactor;

import org.jspecify.annotations.NullMarked;
