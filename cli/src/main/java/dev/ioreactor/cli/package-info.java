/** The command line: {@code c10k}, {@code doctor} and the ready-to-run services. */
@NullMarked
package dev.ioreactor.cli;

import org.jspecify.annotations.NullMarked;
