package dev.ioreactor.cli;

import dev.ioreactor.examples.Chat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ioreactor chat}: tells every line of one member to all. */
@Command(
        name = "chat",
        description = "Tell each line that one member types to all.",
        footer = {"", "Try it:  ioreactor chat & nc 127.0.0.1 7007, from two terminals"},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class ChatCommand implements Callable<Integer> {
    @Mixin private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws Exception {
        Chat chat = new Chat(options.endpoint());
        return options.serve(chat, chat::address);
    }
}
