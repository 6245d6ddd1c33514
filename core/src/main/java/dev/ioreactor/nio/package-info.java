/**
 * The portable engine: {@link java.nio.channels.Selector} and channels, on every system and without
 * native access.
 *
 * <p>What it cannot do, and what happens instead:
 *
 * <ul>
 *   <li>A selector does not tell that a peer has hung up: a {@link dev.ioreactor.engine.Ready} for
 *       {@link dev.ioreactor.engine.Ready#HANGUP} alone never completes. The hang-up shows when the
 *       handle is read or written the next time.
 *   <li>It waits for channels: descriptors, files and abstract Unix addresses are refused.
 *   <li>It waits in milliseconds, rounded up.
 *   <li>A lent channel that its owner closes without unregistering it goes silent.
 *   <li>The selector looks keys up by boxed descriptor numbers: it may allocate per event.
 *   <li>Causes come as messages in English: on a system that speaks another language, one that has
 *       no exception class of its own is an {@link dev.ioreactor.engine.Errno#EIO}.
 *   <li>Interrupting its thread while it reads or writes closes the channel at work, as the JDK has
 *       it; while it waits, an interrupt is ignored.
 * </ul>
 */
@NullMarked
package dev.ioreactor.nio;

import org.jspecify.annotations.NullMarked;
