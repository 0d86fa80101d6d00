package io.resforge.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.report.SampleReports;
import io.resforge.report.page.Reports.ReportFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private final Comparison two = new Comparison(List.of(
            SampleReports.member("slow", 0.81, Map.of("lr", "0.01")),
            SampleReports.member("fast", 0.9, Map.of("lr", "0.1", "warmup", "5"))));

    @Test
    void putsTheBestRunFirstAndShowsOnlyTheKeysThatDiffer() {
        assertThat(two.differingKeys()).containsExactly("lr", "warmup");
        assertThat(two.table().text()).isEqualTo("""
                run     lr  warmup  best epoch  held-out  duration
                fast   0.1       5          20    90.00%  10 min
                slow  0.01       –          20    81.00%  10 min
                """);
    }

    @Test
    void writesMarkdown() {
        assertThat(two.table().markdown()).isEqualTo("""
                | run | lr | warmup | best epoch | held-out | duration |
                | --- | ---: | ---: | ---: | ---: | --- |
                | fast | 0.1 | 5 | 20 | 90.00% | 10 min |
                | slow | 0.01 | – | 20 | 81.00% | 10 min |
                """);
    }

    @Test
    void showsTestScoresWhereARunHasThem() {
        Comparison mixed =
                new Comparison(List.of(SampleReports.run(2, 10), SampleReports.member("other", 0.5, Map.of())));
        assertThat(mixed.table().header()).contains("held-out", "test", "test loss");
        assertThat(mixed.table().rows().getLast()).endsWith("–", "–", "10 min");
    }

    @Test
    void tellsWhatRunsBeganWithWhereThatDiffers() {
        // When
        Comparison mixed = new Comparison(
                List.of(SampleReports.run(20, 10), SampleReports.member("other", 0.5, Map.of("epochs", "20"))));
        // Then
        assertThat(mixed.differingKeys()).containsExactly("began with");
        assertThat(mixed.table().rows()).extracting(row -> row.get(1)).containsExactly("cifar10@2", "–");
    }

    @Test
    void drawsNumbersThatDifferAlongAnAxisInPowersWhereTheyAreFarApart() throws Exception {
        // Given
        Comparison three = new Comparison(List.of(
                SampleReports.member("a", 0.8, Map.of("lr", "0.001", "optimizer", "sgd")),
                SampleReports.member("b", 0.9, Map.of("lr", "0.1", "optimizer", "adam")),
                SampleReports.member("c", 0.7, Map.of("lr", "0.01", "optimizer", "sgd"))));
        // When
        JsonNode axes = new ObjectMapper().readTree(three.json()).path("axes");
        // Then
        assertThat(axes.get(0).toString()).isEqualTo("{\"name\":\"optimizer\",\"values\":[\"adam\",\"sgd\",\"sgd\"]}");
        assertThat(axes.get(1).toString()).isEqualTo("{\"name\":\"lr\",\"values\":[0.1,0.001,0.01],\"log\":true}");
    }

    @Test
    void writesOnePageItsDataAndOneText() {
        assertThat(two.files())
                .extracting(ReportFile::name)
                .containsExactly("index.html", "comparison.json", "comparison.md");
        assertThat(content(two.files(), "index.html")).contains("Comparison of 2 runs", "lr, warmup");
    }

    @Test
    void refusesToCompareNothing() {
        assertThatThrownBy(() -> new Comparison(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a comparison needs at least one run, was given none");
    }

    private static String content(List<ReportFile> files, String name) {
        return files.stream()
                .filter(file -> file.name().equals(name))
                .map(file -> new String(file.content(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
