/**
 * The transports: what a runtime does for listeners, connections, datagram sockets and the user's
 * own resources, in terms of operations and completions.
 */
@NullMarked
package dev.ioreactor.resource;

import org.jspecify.annotations.NullMarked;
