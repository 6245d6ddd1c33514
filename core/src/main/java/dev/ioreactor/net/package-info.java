/** Addresses and socket options beyond those of the JDK. */
@NullMarked
package dev.ioreactor.net;

import org.jspecify.annotations.NullMarked;
