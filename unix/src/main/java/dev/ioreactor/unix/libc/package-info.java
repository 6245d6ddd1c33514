/**
 * The C library and the kernel as the engines see them: one method per function, one class per
 * structure, one class of numbers per header.
 *
 * <p>Every method takes raw addresses as {@code long}, returns what the kernel returned or the
 * negative errno, allocates nothing and checks nothing: a wrong address kills the process. Classes
 * bind their functions when they are first used, so what another system lacks is missed by its
 * users only. All numbers are Linux's, for 64-bit little-endian machines.
 */
@NullMarked
package dev.ioreactor.unix.libc;

import org.jspecify.annotations.NullMarked;
