package dev.ioreactor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonReportTest {
    @Test
    void everythingMeasuredIsWritten() {
        JsonObject json = parse(JsonReport.write(Results.document(Results.clean("epoll"))));
        JsonObject engine = json.getAsJsonArray("engines").get(0).getAsJsonObject();
        assertThat(json.get("command").getAsString()).isEqualTo("ioreactor c10k --html <&>");
        assertThat(engine.get("engine").getAsString()).isEqualTo("epoll");
        assertThat(engine.get("clean").getAsBoolean()).isTrue();
        assertThat(engine.get("messagesPerSecond").getAsDouble()).isEqualTo(50_000.4);
        assertThat(engine.getAsJsonObject("latencyNanos").get("p99.9").getAsLong())
                .isBetween(9_980_000L, 10_000_000L);
        assertThat(engine.getAsJsonObject("server").get("idleCpu").getAsDouble()).isEqualTo(0.001);
        assertThat(engine.getAsJsonArray("sending")).hasSize(40);
        assertThat(engine.getAsJsonArray("connecting")).hasSize(40);
    }

    @Test
    void whatWasNotMeasuredIsNull() {
        JsonObject json = parse(JsonReport.write(Results.document(Results.empty("nio"))));
        JsonObject engine = json.getAsJsonArray("engines").get(0).getAsJsonObject();
        assertThat(engine.get("messagesPerSecond").isJsonNull()).isTrue();
        assertThat(engine.get("interrupted").getAsBoolean()).isTrue();
    }

    @Test
    void everyCharacterSurvives() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0xffff; c++) {
            all.append(c);
        }
        all.append("😀");
        JsonArray array = strict(Json.write(List.of(all.toString()))).getAsJsonArray();
        assertThat(array.get(0).getAsString()).isEqualTo(all.toString());
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> Json.write(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(Map.of("a", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonObject parse(String text) {
        return strict(text).getAsJsonObject();
    }

    private static JsonElement strict(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader);
    }
}
