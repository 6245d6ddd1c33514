package dev.ioreactor.tck;

import dev.ioreactor.Reactor;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Tcp;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An echo in a process of its own, which the test gives few descriptors: it prints its port, and
 * for each line that it reads the processor time that its reactor's thread has used.
 *
 * <p>The limit of open resources is lifted, so that the kernel is the one that refuses.
 */
final class DescriptorExhaustion {
    private DescriptorExhaustion() {}

    public static void main(String[] arguments) throws Exception {
        loadAllClasses();
        Cpu.ofThisThreadNanos();
        ReactorOptions options =
                ReactorOptions.defaults()
                        .engine(Engines.named(arguments[0]))
                        .limits(Limits.defaults().openResources(1_000_000));
        int[] port = new int[1];
        try (Reactor<Void> reactor =
                        Reactor.start(
                                options,
                                runtime ->
                                        port[0] =
                                                runtime.listen(
                                                                Tcp.at("127.0.0.1", 0),
                                                                peer -> Connection::send)
                                                        .port());
                BufferedReader input =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(port[0]);
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(
                        Cpu.ofNanos(reactor.thread())
                                + " "
                                + reactor.controller().counters().acceptPauses());
            }
        }
    }

    /** A class in a folder costs a descriptor while it is loaded: later there may be none. */
    private static void loadAllClasses() throws IOException, ClassNotFoundException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path folder = Path.of(entry);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> walk = Files.walk(folder)) {
                files = walk.filter(file -> file.toString().endsWith(".class")).toList();
            }
            for (Path file : files) {
                load(folder.relativize(file).toString());
            }
        }
    }

    private static void load(String file) throws ClassNotFoundException {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        boolean ours = name.startsWith("dev.ioreactor.") && !name.endsWith("-info");
        if (ours && !name.startsWith("dev.ioreactor.tck.")) {
            Class.forName(name, false, DescriptorExhaustion.class.getClassLoader());
        }
    }
}
