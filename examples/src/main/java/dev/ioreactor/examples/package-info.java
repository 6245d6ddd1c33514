/** Programs that show how the library is meant to be used. */
@NullMarked
package dev.ioreactor.examples;

import org.jspecify.annotations.NullMarked;
