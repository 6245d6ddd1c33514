package dev.ioreactor.cli.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, strings, numbers, booleans and nulls as JSON (RFC 8259), indented; what is
 * neither finite nor of these kinds is an {@link IllegalArgumentException}.
 */
public final class Json {
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /** The text of a value, with a line end. */
    public static String write(@Nullable Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.text.append('\n').toString();
    }

    private void value(@Nullable Object value, String lineStart) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> object(map, lineStart);
            case List<?> list -> array(list, lineStart);
            case String string -> string(string);
            case Boolean bool -> text.append(bool.booleanValue());
            case Double number -> real(number);
            case Long number -> text.append(number.longValue());
            case Integer number -> text.append(number.intValue());
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        }
    }

    private void object(Map<?, ?> map, String lineStart) {
        String inner = lineStart + INDENT;
        text.append('{');
        String separator = inner;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            string((String) entry.getKey());
            text.append(": ");
            value(entry.getValue(), inner);
            separator = "," + inner;
        }
        text.append(map.isEmpty() ? "}" : lineStart + "}");
    }

    private void array(List<?> list, String lineStart) {
        // What is deep goes on lines of its own; points of a curve stay on one.
        boolean isFlat = list.stream().noneMatch(e -> e instanceof Map || e instanceof List);
        String inner = isFlat ? "" : lineStart + INDENT;
        text.append('[');
        String separator = inner;
        for (Object element : list) {
            text.append(separator);
            value(element, inner.isEmpty() ? lineStart : inner);
            separator = (isFlat ? ", " : ",") + inner;
        }
        text.append(isFlat || list.isEmpty() ? "]" : lineStart + "]");
    }

    private void real(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("not JSON: " + number);
        }
        text.append(number);
    }

    private void string(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
