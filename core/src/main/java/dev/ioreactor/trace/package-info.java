/** What can be watched of a runtime at work. */
@NullMarked
package dev.ioreactor.trace;

import org.jspecify.annotations.NullMarked;
