package dev.ioreactor.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Curves over a common pair of axes, as SVG. */
final class LineChart {
    private static final int WIDTH = 540;
    private static final int HEIGHT = 280;
    private static final int LEFT = 58;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 40;

    /** A curve has at most so many places that tell their value when pointed at. */
    private static final int MOST_HITS = 60;

    private static final int MOST_X_MARKS = 9;

    /** A place of a curve, in the units of the axes. */
    record Spot(double x, double y) {}

    /**
     * A curve.
     *
     * @param name what it shows, for whoever points at it
     * @param style classes of the style sheet
     */
    record Curve(String name, String style, List<Spot> spots) {}

    private final String title;
    private final Axis x;
    private final Axis y;
    private final DoubleFunction<String> xText;
    private final DoubleFunction<String> yText;
    private final String xTitle;
    private final List<Curve> curves = new ArrayList<>();
    private double shadedUntil;

    LineChart(
            String title,
            Axis x,
            DoubleFunction<String> xText,
            String xTitle,
            Axis y,
            DoubleFunction<String> yText) {
        this.title = title;
        this.x = x;
        this.xText = xText;
        this.xTitle = xTitle;
        this.y = y;
        this.yText = yText;
    }

    void curve(Curve curve) {
        curves.add(curve);
    }

    /** Shades the warm-up, from the left end to this value. */
    void shadeUntil(double value) {
        shadedUntil = value;
    }

    Xml svg() {
        Xml svg = new Xml();
        svg.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, HEIGHT, title);
        shade(svg);
        axes(svg);
        for (Curve curve : curves) {
            draw(svg, curve);
        }
        for (Curve curve : curves) {
            hits(svg, curve);
        }
        return svg.raw("</svg>\n");
    }

    private void shade(Xml svg) {
        if (shadedUntil > 0) {
            svg.format(
                    "<rect class=\"warm\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                    LEFT, TOP, px(shadedUntil) - LEFT, HEIGHT - TOP - BOTTOM);
            svg.format("<text x=\"%d\" y=\"%d\">warm-up</text>\n", LEFT + 6, TOP + 14);
        }
    }

    private void axes(Xml svg) {
        List<Double> yMarks = y.marks();
        int ySkip = Math.ceilDiv(yMarks.size(), 8);
        for (int i = 0; i < yMarks.size(); i += ySkip) {
            double at = py(yMarks.get(i));
            svg.format(
                    "<line class=\"gridline\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
                    LEFT, at, WIDTH - RIGHT, at);
            svg.format(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT - 8, at + 4, yText.apply(yMarks.get(i)));
        }
        int bottom = HEIGHT - BOTTOM;
        svg.format(
                "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                LEFT, bottom, WIDTH - RIGHT, bottom);
        List<Double> xMarks = x.marks();
        int xSkip = Math.ceilDiv(xMarks.size(), MOST_X_MARKS);
        for (int i = 0; i < xMarks.size(); i += xSkip) {
            svg.format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    px(xMarks.get(i)), bottom + 17, xText.apply(xMarks.get(i)));
        }
        svg.format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                WIDTH - RIGHT, HEIGHT - 4, xTitle);
    }

    private void draw(Xml svg, Curve curve) {
        StringBuilder path = new StringBuilder();
        for (Spot spot : curve.spots) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(Units.plain(px(spot.x)))
                    .append(' ')
                    .append(Units.plain(py(spot.y)));
        }
        if (!path.isEmpty()) {
            svg.format("<path class=\"curve %s\" d=\"%s\"/>\n", curve.style, path.toString());
        }
    }

    private void hits(Xml svg, Curve curve) {
        int skip = Math.max(1, Math.ceilDiv(curve.spots.size(), MOST_HITS));
        for (int i = 0; i < curve.spots.size(); i += skip) {
            Spot spot = curve.spots.get(i);
            svg.format(
                    "<circle class=\"hit %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>%s: %s at"
                            + " %s</title></circle>\n",
                    curve.style,
                    px(spot.x),
                    py(spot.y),
                    curve.name,
                    yText.apply(spot.y),
                    xText.apply(spot.x));
        }
    }

    private double px(double value) {
        return LEFT + Math.clamp(x.place(value), 0, 1) * (WIDTH - LEFT - RIGHT);
    }

    private double py(double value) {
        return HEIGHT - BOTTOM - Math.clamp(y.place(value), 0, 1) * (HEIGHT - TOP - BOTTOM);
    }
}
