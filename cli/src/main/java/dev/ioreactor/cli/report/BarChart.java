package dev.ioreactor.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** One bar per engine for one figure, as SVG. */
final class BarChart {
    private static final int WIDTH = 330;
    private static final int ROW = 34;
    private static final int NAME = 70;
    private static final int VALUE = 78;
    private static final int THICKNESS = 14;

    private record Bar(String name, String style, double value) {}

    private final String title;
    private final DoubleFunction<String> text;
    private final List<Bar> bars = new ArrayList<>();

    BarChart(String title, DoubleFunction<String> text) {
        this.title = title;
        this.text = text;
    }

    void bar(String name, String style, double value) {
        bars.add(new Bar(name, style, value));
    }

    Xml svg() {
        int space = WIDTH - NAME - VALUE;
        double most =
                bars.stream().mapToDouble(Bar::value).filter(Double::isFinite).max().orElse(0);
        Xml svg = new Xml();
        svg.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, ROW * bars.size(), title);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int middle = i * ROW + ROW / 2;
            double length =
                    most > 0 && Double.isFinite(bar.value) ? Math.max(0, bar.value / most) : 0;
            svg.format("<text class=\"name\" x=\"0\" y=\"%d\">%s</text>\n", middle + 5, bar.name);
            rectangle(svg, "track", middle, space);
            rectangle(svg, "bar " + bar.style, middle, length * space);
            svg.format(
                    "<text class=\"value\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                    WIDTH, middle + 5, text.apply(bar.value));
        }
        return svg.raw("</svg>\n");
    }

    private static void rectangle(Xml svg, String style, int middle, double width) {
        svg.format(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"4\"/>\n",
                style, NAME, middle - THICKNESS / 2, width, THICKNESS);
    }
}
