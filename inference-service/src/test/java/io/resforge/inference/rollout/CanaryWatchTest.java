package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.rollout.CanaryWatch.Verdict;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {

    private static final long MILLISECOND = 1_000_000;
    private static final Margins MARGINS = new Margins(100, .01, 1.5, 50, .05);

    private final CanaryWatch watch = new CanaryWatch();
    private long call;
    private long batch;

    @BeforeEach
    void begin() {
        watch.follow(routing("1", "2"), Optional.of(MARGINS));
    }

    @Test
    void saysNothingWhileTheCanaryKeepsUp() {
        answerBoth(10_000, MILLISECOND, MILLISECOND);
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void findsACanaryWhoseCallsFailOnceBothHaveHadEnough() {
        // Given
        for (int i = 0; i < 99; i++) {
            watch.answered("1", batch++, 1, MILLISECOND);
            watch.failed("2");
        }
        assertThat(watch.verdict()).as("too few calls").isEmpty();
        // When
        watch.answered("1", batch++, 1, MILLISECOND);
        watch.failed("2");
        // Then
        assertThat(watch.verdict())
                .contains(new Verdict(
                        "2", "1", "100.00% of its calls failed or were given up, and 0.00% of those of version 1"));
    }

    @Test
    void takesNoFewFailuresForMoreThanChance() {
        answerBoth(1_000, MILLISECOND, MILLISECOND);
        for (int i = 0; i < 15; i++) {
            watch.failed("2");
            answerBoth(5, MILLISECOND, MILLISECOND);
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void takesABatchThatFailsForOneFailure() {
        answerBoth(1_000, MILLISECOND, MILLISECOND);
        for (int i = 0; i < 1_000; i++) {
            watch.failed("2");
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void findsACanaryWhoseCallersGiveUpBeforeItAnswers() {
        for (int i = 0; i < 100; i++) {
            watch.answered("1", batch++, 1, MILLISECOND);
            watch.failed("2");
        }
        assertThat(watch.verdict()).map(Verdict::reason).hasValueSatisfying(reason -> assertThat(reason)
                .contains("given up"));
    }

    @Test
    void blamesNoCanaryForCallersThatGiveUpOnBoth() {
        for (int i = 0; i < 10_000; i++) {
            watch.failed("1");
            watch.failed("2");
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void findsACanaryThatIsSlow() {
        answerBoth(200, MILLISECOND, 2 * MILLISECOND);
        assertThat(watch.verdict()).map(Verdict::reason).hasValueSatisfying(reason -> assertThat(reason)
                .matches("100.0% of its calls took more than 1.5 times as long to compute as half of those of version 1"
                        + " in batches of as many images, of which [0-9.]+% took longer"));
    }

    @Test
    void findsACanaryOfWhichATenthIsSlow() {
        for (int i = 0; i < 3_000; i++) {
            answerBoth(1, MILLISECOND, i % 10 == 0 ? 3 * MILLISECOND : MILLISECOND);
        }
        assertThat(watch.verdict()).map(Verdict::reason).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith(
                        "10.0% of its calls took more than 1.5 times as long to compute as 95% of those of version 1"));
    }

    @Test
    void takesNoCanaryForSlowThatGetsTheLargeBatches() {
        for (int i = 0; i < 3_000; i++) {
            boolean large = i % 10 == 0;
            watch.answered("1", batch++, large ? 64 : 1, large ? 64 * MILLISECOND : MILLISECOND);
            watch.answered("2", batch++, large ? 1 : 64, large ? MILLISECOND : 64 * MILLISECOND);
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void comparesBatchesOfAsManyImagesOnly() {
        for (int i = 0; i < 3_000; i++) {
            watch.answered("1", batch++, 32, 9 * MILLISECOND);
            watch.answered("2", batch++, 2, 5 * MILLISECOND);
        }
        assertThat(watch.verdict()).as("nothing to compare with").isEmpty();
        for (int i = 0; i < 300; i++) {
            watch.answered("1", batch++, 2, 2 * MILLISECOND);
            watch.answered("2", batch++, 2, 5 * MILLISECOND);
        }
        assertThat(watch.verdict()).isPresent();
    }

    @Test
    void takesABatchThatStallsForOne() {
        answerBoth(1_000, MILLISECOND, MILLISECOND);
        for (int i = 0; i < 1_000; i++) {
            watch.answered("2", batch, 1, 9 * MILLISECOND);
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void saysNothingWhileOneSideHasNoCalls() {
        for (int i = 0; i < 10_000; i++) {
            watch.failed("2");
            watch.fedBack("2", call++, false);
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void findsACanaryThatIsWrongMoreOften() {
        // Given
        feedBack(49, 2);
        assertThat(watch.verdict()).as("too little feedback").isEmpty();
        // When
        feedBack(400, 2);
        // Then
        assertThat(watch.verdict()).map(Verdict::reason).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("50.1% of its predictions were right by feedback, and 100.0%"));
    }

    @Test
    void takesManyImagesOfOneCallForOneDraw() {
        for (int i = 0; i < 1_000; i++) {
            watch.fedBack("1", i % 5, true);
            watch.fedBack("2", 5 + i % 5, false);
        }
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void beginsAnewWithAnotherPairOnly() {
        // Given
        answerBoth(200, MILLISECOND, 9 * MILLISECOND);
        // When
        watch.follow(routing("1", "2"), Optional.of(MARGINS));
        assertThat(watch.verdict()).isPresent();
        watch.follow(routing("1", "3"), Optional.of(MARGINS));
        // Then
        assertThat(watch.verdict()).isEmpty();
        watch.follow(Routing.only("3"), Optional.of(MARGINS));
        watch.answered("3", batch++, 1, MILLISECOND);
        assertThat(watch.verdict()).isEmpty();
    }

    private void answerBoth(int calls, long nanos, long nanosOfCanary) {
        for (int i = 0; i < calls; i++) {
            watch.answered("1", batch++, 1, nanos);
            watch.answered("2", batch++, 1, nanosOfCanary);
        }
    }

    /** @param oneWrongOf of the canary's */
    private void feedBack(int predictions, int oneWrongOf) {
        for (int i = 0; i < predictions; i++) {
            watch.fedBack("1", call++, true);
            watch.fedBack("2", call++, i % oneWrongOf == 0);
        }
    }

    private static Routing routing(String live, String canary) {
        return new Routing(live, List.of(), Map.of(), Optional.of(new TrafficShare(canary, .1)), Optional.empty());
    }
}
