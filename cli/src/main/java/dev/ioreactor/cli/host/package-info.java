/** What the command line finds out about the machine that it runs on, and asks of it. */
@NullMarked
package dev.ioreactor.cli.host;

import org.jspecify.annotations.NullMarked;
