package io.resforge.report.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.report.run.Disagreement.ClassPair;
import io.resforge.report.run.Disagreement.Counts;
import io.resforge.report.run.Predictions.RgbImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisagreementTest {

    private static final List<String> LABELS = List.of("cat", "dog", "frog");
    private static final int[] TRUTH = {0, 0, 1, 1, 2};

    @Test
    void countsWhichOfTheTwoIsRightWhereTheyDiffer() {
        // Given: the second is wrong alone, the third right alone; both are wrong about the last two, once alike
        Disagreement between = between(answers(0, 0, 2, 0, 0), answers(0, 1, 1, 0, 1));
        // Then
        assertThat(between.counts()).hasValue(new Counts(3, 1, 1, 1));
        assertThat(between.shown())
                .allMatch(it -> !it.a().equals(it.b()))
                .extracting(it -> it.truth() + " " + it.a() + " " + it.b())
                .containsExactlyInAnyOrder("cat cat dog", "dog frog dog", "frog cat dog");
    }

    @Test
    void putsTheClassFirstThatDiffersMost() {
        Disagreement between = between(answers(0, 0, 1, 1, 2), answers(0, 1, 1, 1, 0));
        assertThat(between.classes()).extracting(ClassPair::label).containsExactly("frog", "cat", "dog");
        assertThat(between.classes()).extracting(ClassPair::gain).containsExactly("-100.0", "-50.0", "+0.0");
    }

    @Test
    void saysNothingOfImagesOfAnotherSet() {
        assertThat(Disagreement.between(answers(0, 0, 1, 1, 2), of("held-out", 0, 0, 1, 1, 2), LABELS))
                .isEmpty();
    }

    @Test
    void knowsTheClassesOnlyOfAReportOfAnEarlierBuild() {
        Disagreement between = between(answers(0, 0, 1, 1, 2).brief(), answers(0, 1, 1, 1, 2));
        assertThat(between.counts()).isEmpty();
        assertThat(between.shown()).isEmpty();
        assertThat(between.classes()).hasSize(3);
    }

    @Test
    void keepsMoreMistakesForAComparisonThanAPageShows() {
        int[] truth = new int[130];
        float[] logits = new float[130 * LABELS.size()];
        for (int i = 0; i < truth.length; i++) {
            logits[i * LABELS.size() + 1] = 3;
        }
        Findings findings =
                Findings.of(Predictions.fromLogits("test", LABELS.size(), truth, logits, image -> Optional.empty()));
        assertThat(findings.mistakes()).hasSize(120);
        assertThat(findings.brief().mistakes()).hasSize(24);
    }

    private static Disagreement between(Findings a, Findings b) {
        return Disagreement.between(a, b, LABELS).orElseThrow();
    }

    private static Findings answers(int... answers) {
        return of("test", answers);
    }

    private static Findings of(String set, int... answers) {
        float[] logits = new float[answers.length * LABELS.size()];
        for (int i = 0; i < answers.length; i++) {
            logits[i * LABELS.size() + answers[i]] = 3;
        }
        return Findings.of(Predictions.fromLogits(
                set,
                LABELS.size(),
                TRUTH,
                logits,
                image -> Optional.of(RgbImage.grey(1, 1, "x".getBytes(StandardCharsets.US_ASCII)))));
    }
}
