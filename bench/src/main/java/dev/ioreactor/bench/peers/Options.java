package dev.ioreactor.bench.peers;

import java.util.LinkedHashMap;
import java.util.Map;

/** The command line of a measuring program: {@code --name value} pairs, and {@code --quick}. */
final class Options {
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> all = new LinkedHashMap<>();
    private final String help;
    private boolean quick;

    private Options(String help) {
        this.help = help;
    }

    /** Reads the arguments from index {@code from} on; prints the help and ends if asked to. */
    static Options parse(String[] arguments, int from, String help) {
        Options options = new Options(help);
        for (int i = from; i < arguments.length; i++) {
            String name = arguments[i];
            if (name.equals("--quick")) {
                options.quick = true;
            } else if (name.equals("--help") || !name.startsWith("--") || ++i == arguments.length) {
                options.explain(name.equals("--help") ? 0 : 2);
            } else {
                options.given.put(name.substring(2), arguments[i]);
            }
        }
        return options;
    }

    private void explain(int status) {
        (status == 0 ? System.out : System.err).print(help);
        System.exit(status);
    }

    /** Declares an option, with its value if none is given, usually and with {@code --quick}. */
    Options or(String name, String usually, String quickly) {
        String value = given.remove(name);
        all.put(name, value != null ? value : quick ? quickly : usually);
        return this;
    }

    /** The value of a declared option. */
    String text(String name) {
        if (!given.isEmpty()) {
            explain(2);
        }
        String value = all.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    double number(String name) {
        return Double.parseDouble(text(name));
    }

    /** As they would be given on the command line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> {
            if (!name.equals("output") && !value.isEmpty()) {
                text.append(" --").append(name).append(' ').append(value);
            }
        });
        return text.toString().strip();
    }
}
