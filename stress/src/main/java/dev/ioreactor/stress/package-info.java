/** What two threads may see of each other, tested on every interleaving the machine gives. */
@NullMarked
package dev.ioreactor.stress;

import org.jspecify.annotations.NullMarked;
