/** How results are shown: lines, a table, JSON, and a page with charts. */
@NullMarked
package dev.ioreactor.cli.report;

import org.jspecify.annotations.NullMarked;
