/**
 * The engines of Unix systems, and the handles that they share: every descriptor can be waited for
 * in one loop.
 */
@NullMarked
package dev.ioreactor.unix;

import org.jspecify.annotations.NullMarked;
