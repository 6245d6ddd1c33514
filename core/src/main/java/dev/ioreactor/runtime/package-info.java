/** The runtime: the cycle, its phases and their limits; what a reactor's thread runs. */
@NullMarked
package dev.ioreactor.runtime;

import org.jspecify.annotations.NullMarked;
