package io.resforge.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.resforge.report.SampleReports;
import io.resforge.report.page.Reports.ReportFile;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunReport.RunScores;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final List<String> HOSTILE =
            List.of("<script>alert(1)</script>", "a | b", "\"onload=\"x", "]]>&amp;", "</script><b>", "a\u0001\ud800");

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);

    @Test
    void writesThePageItsDataAndASummary() {
        assertThat(files(SampleReports.run(30, 200))).containsOnlyKeys("index.html", "run.json", "summary.md");
    }

    @Test
    void thePageHoldsItsDataAndAsksForNothing() throws IOException {
        // When
        Map<String, String> files = files(SampleReports.run(3, 200));
        // Then
        String page = files.get("index.html");
        assertThat(page)
                .contains("default-src 'none'; img-src data:; style-src 'sha256-", "script-src 'sha256-")
                .doesNotContain("<link", " src=\"", "'unsafe");
        // The places of all mistakes are for comparisons.
        JsonNode whole = new ObjectMapper().readTree(files.get("run.json"));
        assertThat(((ObjectNode) whole.get("predictions")).remove("wrong")).isNotEmpty();
        assertThat(data(page)).isEqualTo(whole);
    }

    @Test
    void thePageIsSmall() {
        assertThat(files(SampleReports.run(200, 200)).get("index.html").getBytes(UTF_8))
                .hasSizeLessThan(350_000);
        assertThat(files(SampleReports.member("r", 0.8, Map.of()))
                        .get("index.html")
                        .getBytes(UTF_8))
                .hasSizeLessThan(200_000);
    }

    @Test
    void theSummaryTellsWhatItCameToHowLongItTookAndWhatItBeganWith() {
        assertThat(files(SampleReports.run(30, 20)).get("summary.md"))
                .contains("The weights of epoch 24 are the best")
                .contains("30 epochs in 12 min 50 s, begun with cifar10@2.");
    }

    @Test
    void escapesHostileNames() throws IOException {
        // Given
        Predictions predictions = SampleReports.predictions(HOSTILE.size(), 500, 3);
        // When
        Map<String, String> files = files(SampleReports.run("<b>run</b>", 2, HOSTILE, predictions));
        // Then
        String page = files.get("index.html");
        assertThat(page).doesNotContain("<script>alert", "<b>", "\u0001").contains("&lt;b&gt;run&lt;/b&gt;");
        assertThat(data(page).at("/data/labels/0").asText()).isEqualTo("<script>alert(1)</script>");
        assertThat(data(page).at("/data/labels/5").asText()).isEqualTo("a\ufffd\ufffd");
        assertThat(files.get("summary.md")).contains("| a \\| b |").doesNotContain("<script>", "<b>");
    }

    @Test
    void givesTheSameBytesForTheSameRun() {
        assertThat(files(SampleReports.run(12, 300))).isEqualTo(files(SampleReports.run(12, 300)));
    }

    @Test
    void reportsARunOfOneEpochWithoutPredictionsAndTestSet() {
        // Given
        RunReport full = SampleReports.run(1, 10);
        RunScores scores = new RunScores(1, full.scores().heldOut(), null, null, null, null);
        // When
        Map<String, String> files = files(SampleReports.with(full, scores, full.epochs(), null));
        // Then
        assertThat(files.get("summary.md"))
                .contains("1 epoch")
                .doesNotContain("NaN", "null", "calibration", "| test | 9", "published");
    }

    @Test
    void reportsARunThatHasNotBegun() {
        // Given
        RunReport full = SampleReports.run(1, 10);
        // When
        Map<String, String> files =
                files(SampleReports.with(full, null, List.of(), null).in("queued", null));
        // Then
        assertThat(files.get("index.html")).contains("data-state=\"queued\"");
        assertThat(files.get("summary.md")).contains("queued", "0 epochs").doesNotContain("null");
    }

    @Test
    void reportsAHundredClasses() {
        // Given
        List<String> labels =
                IntStream.range(0, 100).mapToObj(i -> "class-" + i).toList();
        // When
        Map<String, String> files = files(SampleReports.run("r", 3, labels, SampleReports.predictions(100, 2000, 5)));
        // Then
        assertThat(files.get("summary.md")).contains("The 20 classes recognised worst");
    }

    @Test
    void reportsANetworkWithoutMistakes() throws IOException {
        // Given
        Predictions right = Predictions.fromLogits(
                "test", 2, new int[] {0, 1}, new float[] {9, 0, 0, 9}, image -> Optional.empty());
        // When
        Map<String, String> files = files(SampleReports.run("r", 2, List.of("cat", "dog"), right));
        // Then
        JsonNode data = data(files.get("index.html"));
        assertThat(data.at("/predictions/mistakes")).isEmpty();
        assertThat(data.at("/predictions/confusion").toString()).isEqualTo("[[0,0,1],[1,1,1]]");
    }

    private static JsonNode data(String page) throws IOException {
        Matcher data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }

    private static Map<String, String> files(RunReport run) {
        return Reports.of(run).stream()
                .collect(Collectors.toMap(ReportFile::name, file -> new String(file.content(), UTF_8)));
    }
}
