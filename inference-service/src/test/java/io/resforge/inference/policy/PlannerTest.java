package io.resforge.inference.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.policy.CanaryPolicy.Margins;
import io.resforge.registry.promotion.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

    private static final Instant PROMOTED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SOON = PROMOTED.plusSeconds(60);
    private static final Margins MARGINS = new Margins(100, .01, 1.5, 100, .05);
    private static final StoreView VIEW =
            new StoreView(Optional.of(promotion("7", "5", null, null)), List.of("9", "8", "7", "5"));

    @Test
    void servesTheChampion() {
        assertThat(plan("champion", VIEW).live()).containsExactly(new Candidate("7", 3));
    }

    @Test
    void servesAPinnedVersionWhateverIsPromoted() {
        assertThat(plan("5", VIEW).live()).containsExactly(new Candidate("5", 0));
    }

    @Test
    void servesTheNewestVersionsWhateverIsPromoted() {
        // When
        Plan plan = plan("newest:2", VIEW);
        // Then
        assertThat(plan.liveCount()).isEqualTo(2);
        assertThat(plan.live())
                .containsExactly(
                        new Candidate("9", 0), new Candidate("8", 0), new Candidate("7", 3), new Candidate("5", 0));
    }

    @Test
    void servesNothingOfAnEmptyStore() {
        StoreView empty = new StoreView(Optional.empty(), List.of());
        assertThat(plan("champion", empty).live()).isEmpty();
        assertThat(plan("newest", empty).live()).isEmpty();
    }

    @Test
    void givesLabelsToVersions() {
        // Given
        ModelPolicy policy = new ModelPolicy(
                "cifar10",
                VersionPolicy.parse("champion"),
                Map.of("stable", Target.parse("5"), "next", Target.parse("newest")),
                Optional.empty(),
                Optional.of(new ShadowPolicy(Target.parse("8"), .5)));
        // When
        Plan plan = new Planner(policy).plan(VIEW, SOON, Set.of()::contains);
        // Then
        assertThat(plan.labels()).isEqualTo(Map.of("stable", new Candidate("5", 0), "next", new Candidate("9", 0)));
        assertThat(plan.shadow()).contains(new Candidate("8", 0));
    }

    @Test
    void putsANewChampionOnTrialBesideTheOneBefore() {
        // When
        Plan plan = onTrial(VIEW, SOON);
        // Then
        assertThat(plan.live()).containsExactly(new Candidate("5", 0), new Candidate("7", 3));
        assertThat(plan.canary()).contains(new Candidate("7", 3));
    }

    @Test
    void servesANewChampionAloneOnceItsTrialIsOver() {
        // When
        Plan plan = onTrial(VIEW, PROMOTED.plus(Duration.ofMinutes(10)));
        // Then
        assertThat(plan.live()).containsExactly(new Candidate("7", 3));
        assertThat(plan.canary()).isEmpty();
    }

    @Test
    void servesAChampionWithoutTrialThatIsTheFirstOrRestored() {
        for (Promotion champion : List.of(
                promotion("7", null, null, null), promotion("7", "5", 1L, null), promotion("7", "5", 1L, "5"))) {
            // When
            Plan plan = onTrial(new StoreView(Optional.of(champion), List.of()), SOON);
            // Then
            assertThat(plan.live()).containsExactly(new Candidate("7", 3));
            assertThat(plan.canary()).isEmpty();
        }
    }

    @Test
    void servesTheChampionBeforeWhileTheWithdrawalOfTheNewOneIsNotInTheLogYet() {
        // When
        Plan plan = new Planner(canaryOf("champion")).plan(VIEW, SOON, Set.of("7")::contains);
        // Then
        assertThat(plan.live()).containsExactly(new Candidate("5", 0));
        assertThat(plan.canary()).isEmpty();
    }

    @Test
    void triesAVersionThatIsNotPromotedUntilItIsWithdrawn() {
        Planner planner = new Planner(canaryOf("newest"));
        assertThat(planner.plan(VIEW, SOON, Set.of()::contains).canary()).contains(new Candidate("9", 0));
        Plan without = planner.plan(VIEW, SOON, Set.of("9")::contains);
        assertThat(without.canary()).isEmpty();
        assertThat(without.live()).containsExactly(new Candidate("7", 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "newest:0", "newest:11", "champion:2", "v7", "-1", "07"})
    void isNotMadeOfOtherWords(String policy) {
        assertThatThrownBy(() -> VersionPolicy.parse(policy)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Plan plan(String policy, StoreView view) {
        ModelPolicy model =
                new ModelPolicy("cifar10", VersionPolicy.parse(policy), Map.of(), Optional.empty(), Optional.empty());
        return new Planner(model).plan(view, SOON, Set.of()::contains);
    }

    private static Plan onTrial(StoreView view, Instant now) {
        return new Planner(canaryOf("champion")).plan(view, now, Set.of()::contains);
    }

    private static ModelPolicy canaryOf(String target) {
        return new ModelPolicy(
                "cifar10",
                VersionPolicy.parse("champion"),
                Map.of(),
                Optional.of(new CanaryPolicy(Target.parse(target), .1, Duration.ofMinutes(10), MARGINS)),
                Optional.empty());
    }

    private static Promotion promotion(String version, String previous, Long restores, String withdraws) {
        return new Promotion("cifar10", 3, version, previous, "test", "test", PROMOTED, restores, withdraws);
    }
}
