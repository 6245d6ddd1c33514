package dev.ioreactor.unix.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ioreactor.engine.Errno;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every size, offset and number of this package against the C headers of the machine, by compiling
 * a program that prints theirs. What the headers are too old for must be listed in {@code
 * newer-than-headers.txt} with the number that the kernel's documentation gives it.
 */
class HeadersTest {
    private static final List<String> HEADERS =
            List.of(
                    "stddef.h",
                    "stdio.h",
                    "errno.h",
                    "fcntl.h",
                    "poll.h",
                    "signal.h",
                    "termios.h",
                    "sys/socket.h",
                    "sys/un.h",
                    "sys/uio.h",
                    "sys/epoll.h",
                    "sys/eventfd.h",
                    "sys/signalfd.h",
                    "sys/inotify.h",
                    "sys/ioctl.h",
                    "sys/mman.h",
                    "sys/resource.h",
                    "sys/wait.h",
                    "netinet/in.h",
                    "netinet/tcp.h",
                    "netinet/udp.h",
                    "linux/io_uring.h");

    /** Each structure of ours and its name in C. */
    private static final Map<Class<?>, String> STRUCTURES =
            Map.ofEntries(
                    Map.entry(PollFd.class, "struct pollfd"),
                    Map.entry(EpollEvent.class, "struct epoll_event"),
                    Map.entry(Timespec.class, "struct timespec"),
                    Map.entry(IoVec.class, "struct iovec"),
                    Map.entry(MsgHdr.class, "struct msghdr"),
                    Map.entry(MMsgHdr.class, "struct mmsghdr"),
                    Map.entry(CMsgHdr.class, "struct cmsghdr"),
                    Map.entry(Linger.class, "struct linger"),
                    Map.entry(IpMreqn.class, "struct ip_mreqn"),
                    Map.entry(Ipv6Mreq.class, "struct ipv6_mreq"),
                    Map.entry(GroupReq.class, "struct group_req"),
                    Map.entry(GroupSourceReq.class, "struct group_source_req"),
                    Map.entry(SockAddrIn.class, "struct sockaddr_in"),
                    Map.entry(SockAddrIn6.class, "struct sockaddr_in6"),
                    Map.entry(SockAddrUn.class, "struct sockaddr_un"),
                    Map.entry(Rlimit.class, "struct rlimit"),
                    Map.entry(Termios.class, "struct termios"),
                    Map.entry(InotifyEvent.class, "struct inotify_event"),
                    Map.entry(SignalfdSiginfo.class, "struct signalfd_siginfo"),
                    Map.entry(IoUringParams.class, "struct io_uring_params"),
                    Map.entry(IoUringSqe.class, "struct io_uring_sqe"),
                    Map.entry(IoUringCqe.class, "struct io_uring_cqe"),
                    Map.entry(IoUringBuf.class, "struct io_uring_buf"),
                    Map.entry(IoUringBufReg.class, "struct io_uring_buf_reg"),
                    Map.entry(IoUringGeteventsArg.class, "struct io_uring_getevents_arg"),
                    Map.entry(IoUringProbe.class, "struct io_uring_probe"),
                    Map.entry(IoUringSyncCancelReg.class, "struct io_uring_sync_cancel_reg"),
                    Map.entry(IoUringRecvmsgOut.class, "struct io_uring_recvmsg_out"));

    private static final Set<Class<?>> CONSTANTS =
            Set.of(
                    Errno.class,
                    SocketConstants.class,
                    FileConstants.class,
                    PollConstants.class,
                    EpollConstants.class,
                    RingConstants.class,
                    MappingConstants.class,
                    ProcessConstants.class,
                    InotifyConstants.class,
                    TerminalConstants.class);

    /** No header of Linux has these: they were written down from the manual pages. */
    private static final Set<Class<?>> WITHOUT_HEADER = Set.of(Kevent.class, KqueueConstants.class);

    /** How gcc and clang say that they do not know a name. */
    private static final Pattern UNKNOWN_NAME =
            Pattern.compile("'(\\w+)' undeclared|undeclared identifier '(\\w+)'");

    /** How they say it of a structure's member. */
    private static final Pattern UNKNOWN_MEMBER =
            Pattern.compile(
                    "'(?<gcc>struct \\w+)' has no member named '(?<of>\\w+)'"
                            + "|no member named '(?<in>\\w+)' in '(?<clang>struct \\w+)'");

    @TempDir Path directory;

    @Test
    void sizesOffsetsAndNumbersAreThoseOfTheHeaders() throws Exception {
        Map<String, Long> ours = ours();
        Map<String, Long> documented = documented();
        Path program = directory.resolve("headers.c");
        Set<String> missing = unknownTo(program, ours.keySet());
        assertThat(documented.keySet())
                .as("what this machine's headers lack stands in newer-than-headers.txt")
                .containsAll(missing);

        Map<String, Long> theirs = new TreeMap<>();
        Set<String> known = new TreeSet<>(ours.keySet());
        known.removeAll(missing);
        write(program, known);
        Path binary = directory.resolve("headers");
        run(compiler(), "-w", "-o", binary.toString(), program.toString());
        for (String line : run(binary.toString()).lines().toList()) {
            int space = line.lastIndexOf(' ');
            theirs.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        }
        for (String expression : missing) {
            theirs.put(expression, documented.get(expression));
        }
        assertThat(ours).hasSizeGreaterThan(500).isEqualTo(theirs);
        documented.forEach(
                (name, value) -> assertThat(ours).as("documented").containsEntry(name, value));
    }

    /** A class is a structure if it has BYTES, and one of numbers if its name says so. */
    @Test
    void everyStructureAndNumberIsCompared() throws Exception {
        Set<Class<?>> expected = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/ioreactor/unix/libc"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (name.equals("package-info")) {
                    continue;
                }
                Class<?> type =
                        Class.forName(
                                HeadersTest.class.getPackageName() + "." + name,
                                false,
                                HeadersTest.class.getClassLoader());
                boolean hasSize =
                        Stream.of(type.getFields()).anyMatch(f -> f.getName().equals("BYTES"));
                if (hasSize || name.endsWith("Constants")) {
                    expected.add(type);
                }
            }
        }
        Set<Class<?>> compared = new HashSet<>(STRUCTURES.keySet());
        compared.addAll(CONSTANTS);
        compared.remove(Errno.class);
        compared.addAll(WITHOUT_HEADER);
        assertThat(compared).isEqualTo(expected);
    }

    private static Map<String, Long> ours() throws IllegalAccessException {
        Map<String, Long> ours = new TreeMap<>();
        for (Map.Entry<Class<?>, String> entry : STRUCTURES.entrySet()) {
            String struct = entry.getValue();
            for (Field field : constants(entry.getKey())) {
                String name = field.getName();
                if (name.equals("BYTES")) {
                    ours.put("sizeof(" + struct + ")", field.getLong(null));
                } else if (name.equals("OP_BYTES")) {
                    ours.put("sizeof(struct io_uring_probe_op)", field.getLong(null));
                } else {
                    ours.put("offsetof(" + struct + ", " + member(name) + ")", field.getLong(null));
                }
            }
        }
        for (Class<?> type : CONSTANTS) {
            for (Field field : constants(type)) {
                ours.put(field.getName(), field.getLong(null));
            }
        }
        ours.put("sizeof(struct sockaddr_storage)", (long) SocketAddresses.CAPACITY_BYTES);
        ours.put("CMSG_SPACE(5)", CMsgHdr.space(5));
        return ours;
    }

    private static String member(String offset) {
        String member = offset.substring("OFFSET_".length()).toLowerCase(Locale.ROOT);
        return member.replace("sq_off_", "sq_off.").replace("cq_off_", "cq_off.");
    }

    private static List<Field> constants(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static Map<String, Long> documented() throws IOException {
        Map<String, Long> documented = new LinkedHashMap<>();
        try (var in = HeadersTest.class.getResourceAsStream("newer-than-headers.txt")) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] words = line.split(" = | -- ", -1);
                    documented.put(words[0], Long.decode(words[1]));
                }
            }
        }
        return documented;
    }

    /** Lets the compiler say which names it does not know. */
    private Set<String> unknownTo(Path program, Set<String> expressions) throws Exception {
        write(program, expressions);
        String errors =
                tryRun(compiler(), "-w", "-fmax-errors=0", "-fsyntax-only", program.toString());
        Set<String> unknown = new TreeSet<>();
        Matcher names = UNKNOWN_NAME.matcher(errors);
        while (names.find()) {
            unknown.add(names.group(names.group(1) == null ? 2 : 1));
        }
        Matcher members = UNKNOWN_MEMBER.matcher(errors);
        while (members.find()) {
            boolean gcc = members.group("gcc") != null;
            String struct = members.group(gcc ? "gcc" : "clang");
            unknown.add("offsetof(" + struct + ", " + members.group(gcc ? "of" : "in") + ")");
        }
        return unknown;
    }

    /** Numbers of 32 bits are compared as Java's {@code int}s, whatever their sign is in C. */
    private static void write(Path program, Set<String> expressions) throws IOException {
        StringBuilder source = new StringBuilder("#define _GNU_SOURCE\n");
        for (String header : HEADERS) {
            source.append("#include <").append(header).append(">\n");
        }
        source.append("int main(void) {\n");
        for (String expression : expressions) {
            boolean wide = expression.startsWith("IORING_OFF_");
            source.append("printf(\"%s %lld\\n\", \"").append(expression).append("\", (long long)");
            source.append(wide ? "" : "(int)").append("(").append(expression).append("));\n");
        }
        Files.writeString(program, source.append("return 0;\n}\n"));
    }

    private static String compiler() {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "cc"))) {
                return folder + "/cc";
            }
        }
        String message = "no C compiler: install gcc and the headers of libc and Linux";
        return System.getenv("CI") == null ? abort(message) : fail(message);
    }

    private String run(String... command) throws Exception {
        String output = tryRun(command);
        assertThat(output).doesNotContain("error:");
        return output;
    }

    private String tryRun(String... command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
