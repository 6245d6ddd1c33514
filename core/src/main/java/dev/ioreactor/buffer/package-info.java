/** Memory that is leased for outbound bytes and lent for inbound ones. */
@NullMarked
package dev.ioreactor.buffer;

import org.jspecify.annotations.NullMarked;
