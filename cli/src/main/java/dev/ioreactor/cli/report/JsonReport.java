package dev.ioreactor.cli.report;

import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.load.Opened;
import dev.ioreactor.cli.load.Plan;
import dev.ioreactor.cli.load.Point;
import dev.ioreactor.cli.load.Result;
import dev.ioreactor.cli.load.ServerFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Everything that was measured, as JSON. */
public final class JsonReport {
    private static final double[] PERCENTILES = {0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100};

    private JsonReport() {}

    /** The text. */
    public static String write(Document document) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("command", document.command());
        json.put("version", document.version());
        json.put("time", document.time());
        json.put("machine", host(document.host()));
        json.put("engines", document.results().stream().map(JsonReport::result).toList());
        json.put("skipped", document.skipped());
        return Json.write(json);
    }

    /** The machine, for whoever writes JSON about it. */
    public static Map<String, @Nullable Object> host(Host host) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kernel", host.kernel());
        json.put("architecture", host.architecture());
        json.put("processor", host.processor());
        json.put("processors", host.processors());
        json.put("memoryBytes", host.memoryBytes());
        json.put("jdk", host.jdk());
        return json;
    }

    private static Map<String, @Nullable Object> result(Result result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("engine", result.engine());
        json.put("clientEngine", result.clientEngine());
        json.put("clean", result.isClean());
        json.put("interrupted", result.isInterrupted());
        json.put("plan", plan(result.plan()));
        json.put("connected", result.progress().connected());
        json.put("refused", result.progress().refused());
        json.put("used", result.progress().used());
        json.put("closed", result.progress().closed());
        json.put("lostConnections", result.progress().lost());
        json.put("unansweredMessages", result.progress().unanswered());
        json.put("wrongMessages", result.progress().wrong());
        json.put("messages", result.progress().messages());
        json.put("connectSeconds", number(result.connectSeconds()));
        json.put("connectsPerSecond", number(result.connectsPerSecond()));
        json.put("sendSeconds", number(result.sendSeconds()));
        json.put("messagesPerSecond", number(result.messagesPerSecond()));
        json.put("latencyNanos", latencies(result.latencies()));
        json.put("server", server(result.server()));
        json.put("problems", new ArrayList<>(result.problems()));
        json.put("connecting", result.opened().stream().map(JsonReport::opened).toList());
        json.put("sending", result.points().stream().map(JsonReport::point).toList());
        return json;
    }

    private static Map<String, @Nullable Object> plan(Plan plan) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("connections", plan.connections());
        json.put("active", plan.active());
        json.put("payloadBytes", plan.payloadBytes());
        json.put("seconds", plan.duration().toNanos() / 1e9);
        json.put("alone", plan.isAlone());
        json.put("warmUpSeconds", plan.warmUp().toNanos() / 1e9);
        return json;
    }

    private static Map<String, @Nullable Object> latencies(Histogram histogram) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            json.put("mean", histogram.getMean());
            for (double percentile : PERCENTILES) {
                String name =
                        percentile == 0
                                ? "min"
                                : percentile == 100 ? "max" : "p" + name(percentile);
                json.put(name, histogram.getValueAtPercentile(percentile));
            }
        }
        return json;
    }

    private static String name(double percentile) {
        return percentile == Math.rint(percentile)
                ? Long.toString((long) percentile)
                : Double.toString(percentile);
    }

    private static Map<String, @Nullable Object> server(ServerFigures figures) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("loopCpuNanosPerMessage", number(figures.loopCpuNanosPerMessage()));
        json.put("processCpuNanosPerMessage", number(figures.processCpuNanosPerMessage()));
        json.put("allocatedBytesPerMessage", number(figures.allocatedBytesPerMessage()));
        json.put("messagesPerCycle", number(figures.messagesPerCycle()));
        json.put("heapBytesPerConnection", number(figures.heapBytesPerConnection()));
        json.put("userBytesPerConnection", number(figures.userBytesPerConnection()));
        json.put("kernelBytesPerConnection", number(figures.kernelBytesPerConnection()));
        json.put("idleCpu", number(figures.idleCpu()));
        return json;
    }

    private static Map<String, Object> opened(Opened opened) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seconds", opened.seconds());
        json.put("connections", opened.connections());
        return json;
    }

    private static Map<String, @Nullable Object> point(Point point) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("seconds", point.seconds());
        json.put("open", point.open());
        json.put("messagesPerSecond", point.messagesPerSecond());
        json.put("p50Nanos", point.p50Nanos());
        json.put("p99Nanos", point.p99Nanos());
        json.put("heapBytes", point.heapBytes());
        json.put("cyclesPerSecond", point.cyclesPerSecond());
        return json;
    }

    /** Null for what was not measured: JSON has no other word for it. */
    private static @Nullable Object number(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }
}
