/**
 * Frames out of a stream of bytes: lines, blocks of a fixed length, blocks that begin with their
 * length.
 *
 * <p>Nothing here keeps bytes. What does not make up a whole frame is left unread, and the
 * connection brings it back in front of the next bytes.
 */
@NullMarked
package dev.ioreactor.framing;

import org.jspecify.annotations.NullMarked;
