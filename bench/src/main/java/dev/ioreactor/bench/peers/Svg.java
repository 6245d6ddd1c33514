package dev.ioreactor.bench.peers;

import java.util.Locale;

/** A drawing in the making: elements in the order in which they are drawn. */
final class Svg {
    private final StringBuilder body = new StringBuilder();

    void text(int x, int y, String kind, String text) {
        body.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
                        kind,
                        x,
                        y,
                        escape(text)));
    }

    /** A bar whose appearance the kind tells; hovering shows the hint, unless it is empty. */
    void bar(String kind, double x, int y, double width, String hint) {
        body.append(
                String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"13\"",
                        kind,
                        x,
                        y,
                        width));
        body.append(hint.isEmpty() ? " rx=\"2\"/>" : "><title>" + escape(hint) + "</title></rect>");
        body.append('\n');
    }

    /** An upright line. */
    void line(double x, int top, int bottom) {
        body.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"one\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>%n",
                        x,
                        top,
                        bottom));
    }

    /** The whole file: of that size, with that title for those who cannot see it, and styles. */
    String document(int width, int height, String title, String style) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
                + width
                + " "
                + height
                + "\" role=\"img\" aria-label=\""
                + escape(title)
                + "\">\n<style>text{font:12px system-ui,sans-serif;fill:#24292f}"
                + ".title{font-weight:600;font-size:13px}"
                + style
                + "@media(prefers-color-scheme:dark){text{fill:#d1d9e0}}</style>\n"
                + body
                + "</svg>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
