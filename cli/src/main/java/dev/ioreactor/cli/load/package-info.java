/**
 * The work of {@code c10k}: a server process, a client that loads and verifies it, and what both
 * measured.
 */
@NullMarked
package dev.ioreactor.cli.load;

import org.jspecify.annotations.NullMarked;
