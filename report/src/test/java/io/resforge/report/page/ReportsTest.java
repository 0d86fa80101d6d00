package io.resforge.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.resforge.report.SampleReports;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportsTest {

    private static final List<String> HOSTILE =
            List.of("<script>alert(1)</script>", "a | b", "\"onload=\"x", "]]>&amp;", "{{style}}", "a\u0001\ud800");

    @Test
    void writesEveryFileOfAReport() {
        assertThat(files(SampleReports.run(30, 200)))
                .containsOnlyKeys(
                        "index.html",
                        "summary.md",
                        "curves-loss.svg",
                        "curves-accuracy.svg",
                        "learning-rate.svg",
                        "gradient-norm.svg",
                        "confusion-matrix.svg",
                        "per-class.svg",
                        "calibration.svg",
                        "mistakes.svg");
    }

    @Test
    void writesPicturesThatAreWellFormedAndWhoseTextStaysText() throws Exception {
        for (var file : files(SampleReports.run(30, 200)).entrySet()) {
            if (file.getKey().endsWith(".svg")) {
                Document svg = parse(file.getValue());
                assertThat(svg.getDocumentElement().getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
                assertThat(svg.getElementsByTagName("text").getLength())
                        .as(file.getKey())
                        .isGreaterThan(3);
                assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                        .isNotBlank();
            }
        }
    }

    @Test
    void labelsItsAxes() {
        Map<String, String> files = files(SampleReports.inSteps(SampleReports.run(30, 200)));
        assertThat(files.get("calibration.svg")).contains(">accuracy</text>", ">confidence</text>", ">images</text>");
        assertThat(files.get("curves-accuracy.svg")).contains(">epoch</text>", ">100%</text>");
        assertThat(files.get("learning-rate.svg")).contains(">0.1</text>", ">0.001</text>", ">0.0001</text>");
        assertThat(files).doesNotContainKey("gradient-norm.svg");
    }

    @Test
    void needsNothingBesideThePage() {
        String page = files(SampleReports.run(3, 200)).get("index.html");
        assertThat(page).contains("default-src 'none'").doesNotContain("<script", "<link", "href=\"http", "src=\"http");
    }

    @Test
    void marksTheBestEpoch() {
        Map<String, String> files = files(SampleReports.run(30, 20));
        assertThat(files.get("curves-loss.svg")).contains("best: epoch 24");
        assertThat(files.get("summary.md")).contains("the weights of epoch 24 were kept");
    }

    @Test
    void escapesHostileNames() throws Exception {
        // Given
        Predictions predictions = SampleReports.predictions(HOSTILE.size(), 500, 3);
        // When
        Map<String, String> files = files(SampleReports.run("<b>run</b>", 2, HOSTILE, predictions));
        // Then
        for (var file : files.entrySet()) {
            assertThat(file.getValue()).as(file.getKey()).doesNotContain("<script>", "<b>", "\u0001", "=\"x\"");
            if (file.getKey().endsWith(".svg")) {
                assertThatCode(() -> parse(file.getValue())).as(file.getKey()).doesNotThrowAnyException();
            }
        }
        assertThat(files.get("index.html")).contains("&lt;script&gt;alert(1)").contains("{{style}}");
        assertThat(files.get("summary.md")).contains("| a \\| b |");
    }

    @Test
    void givesTheSameBytesForTheSameRun() {
        assertThat(files(SampleReports.run(12, 300))).isEqualTo(files(SampleReports.run(12, 300)));
    }

    @Test
    void reportsARunOfOneEpochWithoutPredictionsAndTestSet() {
        // Given
        RunReport full = SampleReports.run(1, 10);
        RunReport bare = new RunReport(
                full.identity(),
                full.recipe(),
                full.data(),
                full.software(),
                new RunScores(1, full.scores().heldOut(), Optional.empty(), OptionalDouble.empty()),
                full.epochs(),
                Optional.empty());
        // When
        Map<String, String> files = files(bare);
        // Then
        assertThat(files.get("index.html"))
                .doesNotContain("test accuracy", "Confusion", "NaN")
                .contains("1 epoch");
        assertThat(files).doesNotContainKeys("confusion-matrix.svg", "mistakes.svg");
    }

    @Test
    void reportsAHundredClasses() throws Exception {
        // Given
        List<String> labels =
                IntStream.range(0, 100).mapToObj(i -> "class-" + i).toList();
        // When
        Map<String, String> files = files(SampleReports.run("r", 3, labels, SampleReports.predictions(100, 2000, 5)));
        // Then
        assertThat(files.get("summary.md")).contains("The 20 classes recognised worst");
        assertThat(parse(files.get("per-class.svg"))
                        .getElementsByTagName("text")
                        .getLength())
                .isGreaterThan(100);
    }

    @Test
    void reportsANetworkWithoutMistakes() {
        // Given
        Predictions right = Predictions.fromLogits(
                "test", 2, new int[] {0, 1}, new float[] {9, 0, 0, 9}, image -> Optional.empty());
        // When
        Map<String, String> files = files(SampleReports.run("r", 2, List.of("cat", "dog"), right));
        // Then
        assertThat(files.get("index.html")).contains("None: every image was classified correctly.");
        assertThat(files.get("mistakes.svg")).contains("none: every image was classified correctly");
    }

    private static Map<String, String> files(RunReport run) {
        return Reports.of(run).stream()
                .collect(
                        Collectors.toMap(ReportFile::name, file -> new String(file.content(), StandardCharsets.UTF_8)));
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
