package dev.ioreactor.cli.report;

import java.util.Locale;

/** Builds XML text: what is put in by the methods cannot break it. */
final class Xml {
    private final StringBuilder text = new StringBuilder();

    /** Markup, as it is. */
    Xml raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Markup with {@code %}-directives of {@link String#format}, the arguments escaped. */
    Xml format(String markup, Object... arguments) {
        Object[] safe = new Object[arguments.length];
        for (int i = 0; i < safe.length; i++) {
            safe[i] = arguments[i] instanceof String string ? escape(string) : arguments[i];
        }
        text.append(String.format(Locale.ROOT, markup, safe));
        return this;
    }

    /** What another one has built. */
    Xml add(Xml other) {
        text.append(other.text);
        return this;
    }

    static String escape(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                // XML has no word for other control characters.
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "�");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
