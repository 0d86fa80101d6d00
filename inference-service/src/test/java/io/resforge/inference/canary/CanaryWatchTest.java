package io.resforge.inference.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.canary.CanaryWatch.Verdict;
import io.resforge.inference.policy.CanaryPolicy.Margins;
import io.resforge.inference.slot.Routing;
import io.resforge.inference.slot.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {

    private static final long MILLISECOND = 1_000_000;
    private static final Margins MARGINS = new Margins(100, .01, 1.5, 50, .05);

    private final CanaryWatch watch = new CanaryWatch();

    @BeforeEach
    void begin() {
        watch.follow(routing("1", "2"), Optional.of(MARGINS));
    }

    @Test
    void saysNothingWhileTheCanaryKeepsUp() {
        answer("1", 100, MILLISECOND);
        answer("2", 99, MILLISECOND);
        watch.failed("2");
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void findsACanaryWhoseCallsFail() {
        // Given
        answer("1", 1000, MILLISECOND);
        answer("2", 97, MILLISECOND);
        watch.failed("2");
        watch.failed("2");
        assertThat(watch.verdict()).as("too few calls").isEmpty();
        // When
        watch.failed("2");
        // Then
        assertThat(watch.verdict())
                .contains(new Verdict("2", "1", "3.00% of its calls failed, and 0.00% of those of version 1"));
    }

    @Test
    void findsACanaryThatIsSlow() {
        // Given: a tenth of the answers is slow
        answer("1", 1000, MILLISECOND);
        answer("2", 90, MILLISECOND);
        // When
        answer("2", 10, 3 * MILLISECOND);
        // Then
        assertThat(watch.verdict()).map(Verdict::reason).hasValueSatisfying(reason -> assertThat(reason)
                .matches("95% of its answers took up to 3[.].* ms, and 1[.].* ms those of version 1"));
    }

    @Test
    void doesNotCallACanarySlowWhileTheLiveVersionAnswersNothing() {
        // Given
        for (int i = 0; i < 200; i++) {
            watch.failed("1");
        }
        // When
        answer("2", 200, MILLISECOND);
        // Then
        assertThat(watch.verdict()).isEmpty();
    }

    @Test
    void findsACanaryThatIsWrongMoreOften() {
        // Given
        feedBack("1", 90, 10);
        feedBack("2", 40, 9);
        assertThat(watch.verdict()).as("too little feedback").isEmpty();
        // When
        watch.fedBack("2", false);
        // Then
        assertThat(watch.verdict())
                .map(Verdict::reason)
                .contains("80.0% of its predictions were right by feedback, and 90.0% of those of version 1");
    }

    @Test
    void beginsAnewWithAnotherPairOnly() {
        // Given
        answer("1", 100, MILLISECOND);
        answer("2", 100, 9 * MILLISECOND);
        // When
        watch.follow(routing("1", "2"), Optional.of(MARGINS));
        assertThat(watch.verdict()).isPresent();
        watch.follow(routing("1", "3"), Optional.of(MARGINS));
        // Then
        assertThat(watch.verdict()).isEmpty();
        watch.follow(Routing.only("3"), Optional.of(MARGINS));
        answer("3", 100, MILLISECOND);
        assertThat(watch.verdict()).isEmpty();
    }

    private void answer(String version, int calls, long nanos) {
        for (int i = 0; i < calls; i++) {
            watch.answered(version, nanos);
        }
    }

    private void feedBack(String version, int right, int wrong) {
        for (int i = 0; i < right + wrong; i++) {
            watch.fedBack(version, i < right);
        }
    }

    private static Routing routing(String live, String canary) {
        return new Routing(live, List.of(), Map.of(), Optional.of(new Share(canary, .1)), Optional.empty());
    }
}
