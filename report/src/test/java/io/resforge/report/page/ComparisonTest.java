package io.resforge.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.report.SampleReports;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private final Comparison two = new Comparison(List.of(
            SampleReports.member("slow", 0.81, Map.of("lr", "0.01")),
            SampleReports.member("fast", 0.9, Map.of("lr", "0.1", "warmup", "5"))));

    @Test
    void putsTheBestRunFirstAndShowsOnlyTheKeysThatDiffer() {
        assertThat(two.differingKeys()).containsExactly("lr", "warmup");
        assertThat(two.table().text()).isEqualTo("""
                run     lr  warmup  parameters  best epoch  held-out
                fast   0.1       5     272,474          20    90.00%
                slow  0.01       –     272,474          20    81.00%
                """);
    }

    @Test
    void writesMarkdown() {
        assertThat(two.table().markdown()).isEqualTo("""
                | run | lr | warmup | parameters | best epoch | held-out |
                | --- | ---: | ---: | ---: | ---: | ---: |
                | fast | 0.1 | 5 | 272,474 | 20 | 90.00% |
                | slow | 0.01 | – | 272,474 | 20 | 81.00% |
                """);
    }

    @Test
    void showsTestScoresWhereARunHasThem() {
        Comparison mixed =
                new Comparison(List.of(SampleReports.run(2, 10), SampleReports.member("other", 0.5, Map.of())));
        assertThat(mixed.table().header()).endsWith("held-out", "test", "test loss");
        assertThat(mixed.table().rows().getLast()).endsWith("–", "–");
    }

    @Test
    void namesTheBestEightRunsOfManyInThePlot() {
        // Given
        Comparison many = new Comparison(IntStream.range(0, 11)
                .mapToObj(i -> SampleReports.member("run-" + (10 + i), 0.5 + 0.01 * i, Map.of()))
                .toList());
        // When
        String plot = content(many.files(), "held-out-accuracy.svg");
        // Then
        assertThat(plot).contains(">run-20<", ">run-13<", ">others: 3<").doesNotContain(">run-12<");
    }

    @Test
    void writesOnePageOneTextAndOnePlot() {
        assertThat(two.files())
                .extracting(ReportFile::name)
                .containsExactly("index.html", "comparison.md", "held-out-accuracy.svg");
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
