package io.resforge.report.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.report.SampleReports;
import io.resforge.report.run.Predictions.RgbImage;
import io.resforge.report.run.RunReport.DataSummary;
import io.resforge.report.run.RunReport.EpochPoint;
import io.resforge.report.run.RunReport.EpochPoint.EpochMetrics;
import io.resforge.report.run.RunReport.RunScores;
import io.resforge.report.run.RunReport.RunScores.ReportedScore;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {

    private final RunReport run = SampleReports.run(5, 20);

    @Test
    void keepsTheOrderOfTheRecipe() {
        assertThat(run.recipe().firstEntry().getKey()).isEqualTo("arch");
        assertThat(run.recipe().lastEntry().getKey()).isEqualTo("seed");
    }

    @Test
    void refusesABestEpochThatIsNotThere() {
        assertThatThrownBy(() -> with(run.epochs(), 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the best epoch must be one of the epochs given, was 6");
    }

    @Test
    void refusesEpochsThatDoNotRise() {
        assertThatThrownBy(() -> with(run.epochs().reversed(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochs must rise, but 4 comes after 5");
    }

    @Test
    void isWrittenAsJsonInSnakeCaseAndReadAgain() {
        // When
        String json = new String(run.json(), UTF_8);
        // Then
        assertThat(json)
                .startsWith("{\"format\":1,\"identity\":{\"run\":\"20260101-101500-resnet20\"")
                .contains("\"held_out\":{\"loss\":", "\"submitted_at\":\"2026-01-01T10:15:00Z\"", "\"expected_error\":")
                .doesNotContain("null", "heldOut");
        RunReport read = RunReport.read(run.json()).orElseThrow();
        assertThat(read.json()).isEqualTo(run.json());
    }

    @Test
    void isNothingWhereTheJsonIsNoReport() {
        assertThat(RunReport.read("{}".getBytes(UTF_8))).isEmpty();
        assertThat(RunReport.read("<html>".getBytes(UTF_8))).isEmpty();
        assertThat(RunReport.read("{\"format\":1,\"epochs\":7}".getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void refusesPredictionsOverOtherClasses() {
        assertThatThrownBy(() -> SampleReports.run("r", 1, SampleReports.CIFAR_10, SampleReports.predictions(3, 9, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predictions must be over the 10 classes of the data, were over 3");
    }

    @Test
    void refusesALossThatIsNoNumber() {
        assertThatThrownBy(() -> new EpochMetrics(Double.NaN, 0.5, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss must be a finite number of at least 0, was NaN");
    }

    @Test
    void refusesAnAccuracyInPercent() {
        assertThatThrownBy(() -> new ReportedScore(0.3, 91.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("accuracy must be within [0, 1], was 91.2");
    }

    @Test
    void replacesWhatNoDocumentCanHold() {
        DataSummary data =
                new DataSummary("mine", null, 1, 0, 0, List.of("a\u0000b", "two\nlines", "\ud800", "naïve 🐱"));
        assertThat(data.labels()).containsExactly("a\ufffdb", "two lines", "\ufffd", "naïve 🐱");
    }

    @Test
    void refusesAnImageOfTheWrongSize() {
        assertThatThrownBy(() -> new RgbImage(2, 2, new byte[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an RGB image of 2 × 2 has 12 bytes, was given 4");
    }

    @Test
    void showsAGreyImageInThreeEqualColours() {
        RgbImage image = RgbImage.grey(1, 2, new byte[] {5, 9});
        assertThat(image.rgb()).containsExactly(5, 5, 5, 9, 9, 9);
    }

    private RunReport with(List<EpochPoint> epochs, int best) {
        RunScores scores = new RunScores(best, new ReportedScore(1.0, 0.5), null, null, null, null);
        return SampleReports.with(run, scores, epochs, null);
    }
}
