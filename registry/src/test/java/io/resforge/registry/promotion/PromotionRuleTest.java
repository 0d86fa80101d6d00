package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.promotion.Promotions.Decision;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule by which a published version becomes the champion or not. */
class PromotionRuleTest {

    private final MemoryStore store = new MemoryStore();
    private final Clock clock = Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC);
    private final Checkpoints checkpoints = new Checkpoints(store, clock);
    private final Promotions promotions = new Promotions(store, clock);

    @Test
    void promotesTheFirstVersionByRule() {
        // Given
        publish(.5);
        // When
        Decision decision = promotions.promoteIfBetter(MODEL, "1", "trainer");
        // Then
        assertThat(promotions.champion(MODEL)).hasValue(decision.promotion());
        assertThat(decision.promotion().previousVersion()).isNull();
        assertThat(decision.reason()).contains("first version").endsWith("50.00% of 5,000 held-out images");
    }

    @Test
    void answersAgainAsBeforeWhereTheFirstAnswerWasLost() {
        // Given
        publish(.5, .6);
        Decision lost = promotions.promoteIfBetter(MODEL, "1", "trainer");
        // When
        Decision again = promotions.promoteIfBetter(MODEL, "1", "trainer");
        // Then
        assertThat(again).isEqualTo(lost);
        promotions.promote(MODEL, "2", "looks better", "ada");
        assertThat(promotions.promoteIfBetter(MODEL, "2", "trainer").reason())
                .isEqualTo("promoted by ada: looks better");
        assertThat(promotions.history(MODEL)).hasSize(2);
    }

    @Test
    void promotesABetterVersionByRule() {
        // Given
        publish(.8, .82);
        promote("1");
        // When
        Decision decision = promotions.promoteIfBetter(MODEL, "2", "trainer");
        // Then
        assertThat(promotions.champion(MODEL).orElseThrow().version()).isEqualTo("2");
        assertThat(decision.reason())
                .isEqualTo("held-out accuracy 82.00% beats 80.00% of the champion, version 1,"
                        + " on the same 5,000 held-out images")
                .isEqualTo(decision.promotion().reason());
    }

    @Test
    void keepsTheChampionAgainstAnEqualOrWorseVersion() {
        // Given
        publish(.8, .8, .7);
        promote("1");
        // Then
        assertThat(promotions.promoteIfBetter(MODEL, "2", "trainer"))
                .isEqualTo(new Decision(
                        null,
                        "held-out accuracy 80.00% does not beat 80.00% of the champion, version 1,"
                                + " on the same 5,000 held-out images"));
        assertThat(promotions.promoteIfBetter(MODEL, "3", "trainer").promotion())
                .isNull();
        assertThat(promotions.history(MODEL)).hasSize(1);
    }

    @Test
    void saysThatADifferenceIsWithinChance() {
        // Given
        checkpoints.publish(draft(.8, summary("a", 50, "held-a")), weights(1));
        checkpoints.publish(draft(.82, summary("b", 50, "held-a")), weights(2));
        promote("1");
        // Then
        assertThat(promotions.promoteIfBetter(MODEL, "2", "trainer").reason())
                .isEqualTo("held-out accuracy 82.00% beats 80.00% of the champion, version 1, on the same 50 held-out"
                        + " images; the difference is within chance (95% interval -13.51 to +17.42 points); 50 held-out"
                        + " images prove little: of other images it may get from 69% to 90% right (95% interval)");
    }

    @Test
    void triesTheChampionOnTheHeldOutImagesOfAVersionThatHasOthers() {
        // Given
        checkpoints.publish(draft(.95, summary("small", 6, "held-a")), weights(1));
        promote("1");
        checkpoints.publish(draft(.8, summary("large", 1_000, "held-b")), weights(2));
        // When
        Decision decision = promotions.promoteIfBetter(MODEL, "2", "trainer", champion -> {
            assertThat(champion.manifest().version()).isEqualTo("1");
            return .6;
        });
        // Then
        assertThat(decision.promotion().version()).isEqualTo("2");
        assertThat(decision.reason())
                .isEqualTo("held-out accuracy 80.00% beats 60.00% of the champion, version 1 (which had 95.00% of its"
                        + " own 6 held-out images), on the same 1,000 held-out images");
        assertThat(promotions
                        .promoteIfBetter(MODEL, "1", "trainer", champion -> .9)
                        .promotion())
                .isNull();
    }

    @Test
    void keepsAChampionThatCannotBeTriedOnOtherHeldOutImages() {
        // Given
        checkpoints.publish(draft(.5, summary("a", 100, "held-a")), weights(1));
        promote("1");
        checkpoints.publish(draft(.9, summary("b", 100, "held-b")), weights(2));
        // Then
        assertThat(promotions.promoteIfBetter(MODEL, "2", "trainer"))
                .isEqualTo(new Decision(
                        null,
                        "cannot be compared with the champion, version 1: it was measured on other"
                                + " held-out images; promote it by hand"));
        assertThat(promotions
                        .promoteIfBetter(MODEL, "2", "trainer", champion -> {
                            throw new IllegalArgumentException("no such layer");
                        })
                        .reason())
                .contains("could not be tried on these: no such layer; promote it by hand");
    }

    @Test
    void comparesVersionsOfOneDataSetThatDoNotSayWhichImagesWereHeldOut() {
        // Given
        checkpoints.publish(draft(.8, summary("a", 1_000, null)), weights(1));
        promote("1");
        checkpoints.publish(draft(.9, summary("a", 1_000, "held-a")), weights(2));
        checkpoints.publish(draft(.99, summary("a", 500, null)), weights(3));
        // Then
        assertThat(promotions.promoteIfBetter(MODEL, "2", "trainer").promotion())
                .isNotNull();
        assertThat(promotions.promoteIfBetter(MODEL, "3", "trainer").promotion())
                .isNull();
    }

    @Test
    void leavesAVersionOfOtherClassesToAPerson() {
        // Given
        publish(.1);
        promote("1");
        checkpoints.publish(draft(.99, List.of("cat", "dog", "ship")), weights(2));
        // When
        Decision decision = promotions.promoteIfBetter(MODEL, "2", "trainer", champion -> {
            throw new AssertionError("must not be tried");
        });
        // Then
        assertThat(decision)
                .isEqualTo(new Decision(
                        null,
                        "cannot be compared with the champion, version 1: it tells apart other"
                                + " classes: 1 (frog) that this version has not, and not 1 (ship) that this version has;"
                                + " promote it by hand"));
        assertThat(promote("2").version()).isEqualTo("2");
    }

    @Test
    void leavesAVersionOfAnotherInputToAPerson() {
        // Given
        publish(.1);
        promote("1");
        checkpoints.publish(draft(.99, new ImageShape(3, 48, 48)), weights(2));
        // Then
        assertThat(promotions
                        .promoteIfBetter(MODEL, "2", "trainer", champion -> 0)
                        .reason())
                .isEqualTo(
                        "cannot be compared with the champion, version 1: it takes images of 3×32×32, this version of"
                                + " 3×48×48; promote it by hand");
    }

    @Test
    void comparesTheSameClassesInAnotherOrder() {
        // Given
        publish(.8);
        promote("1");
        checkpoints.publish(draft(.9, List.of("frog", "dog", "cat")), weights(2));
        // Then
        assertThat(promotions.promoteIfBetter(MODEL, "2", "trainer").promotion())
                .isNotNull();
    }

    private static DatasetSummary summary(String digest, int heldOut, String heldOutDigest) {
        return new DatasetSummary("sample", digest, 9 * heldOut, heldOut, 0, heldOutDigest);
    }

    @Test
    void saysAgainThatAVersionIsTheChampionWhenAskedTwice() {
        // Given
        publish(.8);
        Decision first = promotions.promoteIfBetter(MODEL, "1", "trainer");
        // When
        Decision second = promotions.promoteIfBetter(MODEL, "1", "trainer");
        // Then
        assertThat(second.promotion()).isEqualTo(first.promotion());
        assertThat(promotions.history(MODEL)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void keepsAChampionThatCannotBeComparedUntilItIsPromotedByHand(String manifest) {
        // Given
        publish(.8, .9);
        promote("1");
        store.delete("models/cifar10/versions/1/manifest.json");
        if (!manifest.isEmpty()) {
            store.put("models/cifar10/versions/1/manifest.json", manifest.getBytes(UTF_8));
        }
        // When
        Decision decision = promotions.promoteIfBetter(MODEL, "2", "trainer");
        // Then
        assertThat(decision.promotion()).isNull();
        assertThat(decision.reason()).contains("cannot be compared").contains("promote it by hand");
        assertThat(promote("2").number()).isEqualTo(2);
    }

    private void publish(double... accuracies) {
        for (double accuracy : accuracies) {
            checkpoints.publish(draft(accuracy), weights(1));
        }
    }

    private Promotion promote(String version) {
        return promotions.promote(MODEL, version, "by hand", "ada");
    }
}
