package dev.ioreactor.service;

import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * Anything that can be waited for: whatever has a descriptor, implemented by the user.
 *
 * <p>Register it with {@link ReactorRuntime#register}. The runtime then calls {@link #ready} in
 * each cycle in which an operation of the {@link #interest} will not block (level semantics). The
 * descriptor stays the user's: the runtime never reads, writes or closes it. It must be
 * non-blocking, or else be read and written only as far as {@link #ready} says.
 *
 * <p>The methods are called on the runtime's thread, one at a time. What {@link #ready} throws ends
 * the registration with {@link CloseReason.HandlerThrew}.
 */
public interface Resource {
    /** The descriptor number; constant while registered. */
    int descriptor();

    /**
     * What to be told about. Asked when registered, after each {@link #ready}, and after {@link
     * ReactorRuntime#update}.
     */
    Interest interest();

    /** Called when operations of the interest will not block. */
    void ready(Readiness readiness) throws Exception;

    /**
     * Called once when the runtime ends the registration by itself: because a callback threw, the
     * descriptor failed, or the runtime stopped. Not called after {@link
     * ReactorRuntime#unregister}. The descriptor is open and the user's to close.
     */
    default void closed(CloseReason reason) throws Exception {}

    /** The channel, for engines that wait for channels ({@code nio}); null if there is none. */
    default @Nullable SelectableChannel channel() {
        return null;
    }
}
