package dev.ioreactor.nio;

import dev.ioreactor.net.Options;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets and reads the socket options that channels have, those of {@link Options} among them.
 *
 * <p>{@link Options#DEFER_ACCEPT} is ignored: without it connections are only accepted earlier.
 */
final class ChannelOptions {
    private ChannelOptions() {}

    static void setAll(NetworkChannel channel, Map<SocketOption<?>, Object> options)
            throws IOException {
        for (Map.Entry<SocketOption<?>, Object> entry : options.entrySet()) {
            setUnchecked(channel, entry.getKey(), entry.getValue());
        }
    }

    static <T> void set(NetworkChannel channel, SocketOption<T> option, T value)
            throws IOException {
        if (option == (Object) Options.DEFER_ACCEPT) {
            return;
        }
        channel.setOption(require(channel, option), value);
    }

    static <T> T get(NetworkChannel channel, SocketOption<T> option) throws IOException {
        return channel.getOption(require(channel, option));
    }

    /** Whether the channel has the option, or may ignore it. */
    static boolean has(NetworkChannel channel, SocketOption<?> option) {
        return option == (Object) Options.DEFER_ACCEPT || find(channel, option) != null;
    }

    private static <T> void setUnchecked(
            NetworkChannel channel, SocketOption<T> option, Object value) throws IOException {
        set(channel, option, option.type().cast(value));
    }

    private static <T> SocketOption<T> require(NetworkChannel channel, SocketOption<T> option) {
        SocketOption<T> found = find(channel, option);
        if (found == null) {
            throw new UnsupportedOperationException(
                    "the nio engine does not have the option " + option.name() + " for " + channel);
        }
        return found;
    }

    /** The channel's own option of the same name and type, so that jdk.net need not be there. */
    @SuppressWarnings("unchecked") // The types are compared.
    private static <T> @Nullable SocketOption<T> find(
            NetworkChannel channel, SocketOption<T> option) {
        String name = jdkName(option);
        for (SocketOption<?> supported : channel.supportedOptions()) {
            if (supported.name().equals(name) && supported.type() == option.type()) {
                return (SocketOption<T>) supported;
            }
        }
        return null;
    }

    private static String jdkName(SocketOption<?> option) {
        return switch (option.name()) {
            case "TCP_KEEPINTVL" -> "TCP_KEEPINTERVAL";
            case "TCP_KEEPCNT" -> "TCP_KEEPCOUNT";
            default -> option.name();
        };
    }
}
