package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import io.resforge.inference.rollout.ModelPolicy.ShadowPolicy;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.resforge.inference.rollout.Planner.Plan;
import io.resforge.inference.rollout.Planner.Plan.VersionCandidate;
import io.resforge.inference.rollout.StoreWatch.StoreView;
import io.resforge.registry.promotion.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

    private static final Instant PROMOTED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SOON = PROMOTED.plusSeconds(60);
    private static final Margins MARGINS = new Margins(100, .01, 1.5, 100, .05);
    private static final StoreView VIEW =
            view(List.of("9", "8", "7", "5"), promotion("7", "5", null, null), first("5"));

    @Test
    void servesTheChampion() {
        assertThat(plan("champion", VIEW).live()).containsExactly(new VersionCandidate("7", 3));
    }

    @Test
    void servesAPinnedVersionWhateverIsPromoted() {
        assertThat(plan("5", VIEW).live()).containsExactly(new VersionCandidate("5", 0));
    }

    @Test
    void servesTheNewestVersionsWhateverIsPromoted() {
        // When
        Plan plan = plan("newest:2", VIEW);
        // Then
        assertThat(plan.liveCount()).isEqualTo(2);
        assertThat(plan.live())
                .containsExactly(
                        new VersionCandidate("9", 0),
                        new VersionCandidate("8", 0),
                        new VersionCandidate("7", 3),
                        new VersionCandidate("5", 0));
    }

    @Test
    void servesNothingOfAnEmptyStore() {
        StoreView empty = StoreView.empty();
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
        assertThat(plan.labels())
                .isEqualTo(Map.of("stable", new VersionCandidate("5", 0), "next", new VersionCandidate("9", 0)));
        assertThat(plan.shadow()).contains(new VersionCandidate("8", 0));
    }

    @Test
    void putsANewChampionOnTrialBesideTheOneBefore() {
        // When
        Plan plan = onTrial(VIEW, SOON);
        // Then
        assertThat(plan.live()).containsExactly(new VersionCandidate("5", 1), new VersionCandidate("7", 3));
        assertThat(plan.canary()).contains(new VersionCandidate("7", 3));
    }

    @Test
    void servesANewChampionAloneOnceItsTrialIsOver() {
        // When
        Plan plan = onTrial(VIEW, PROMOTED.plus(Duration.ofMinutes(10)));
        // Then
        assertThat(plan.live()).containsExactly(new VersionCandidate("7", 3));
        assertThat(plan.canary()).isEmpty();
    }

    @Test
    void servesAChampionWithoutTrialThatIsTheFirstOrRestored() {
        for (Promotion champion : List.of(
                promotion("7", null, null, null), promotion("7", "5", 1L, null), promotion("7", "5", 1L, "5"))) {
            // When
            Plan plan = onTrial(view(List.of(), champion, first("5")), SOON);
            // Then
            assertThat(plan.live()).containsExactly(new VersionCandidate("7", 3));
            assertThat(plan.canary()).isEmpty();
        }
    }

    @Test
    void servesTheChampionBeforeWhileTheWithdrawalOfTheNewOneIsNotInTheLogYet() {
        // When
        Plan plan = new Planner(canaryOf("champion")).plan(VIEW, SOON, Set.of("7")::contains);
        // Then
        assertThat(plan.live()).containsExactly(new VersionCandidate("5", 1));
        assertThat(plan.canary()).isEmpty();
    }

    @Test
    void triesAVersionThatIsNotPromotedUntilItIsWithdrawn() {
        Planner planner = new Planner(canaryOf("newest"));
        assertThat(planner.plan(VIEW, SOON, Set.of()::contains).canary()).contains(new VersionCandidate("9", 0));
        Plan without = planner.plan(VIEW, SOON, Set.of("9")::contains);
        assertThat(without.canary()).isEmpty();
        assertThat(without.live()).containsExactly(new VersionCandidate("7", 3));
    }

    @Test
    void keepsTheProvenVersionLiveWhenAFurtherChampionComesInTheMiddleOfATrial() {
        // Given
        Promotion tried = promotion("7", "5", null, null);
        Promotion further = later(4, "8", "7", Duration.ofMinutes(5));
        // When
        Plan plan = onTrial(view(List.of(), further, tried, first("5")), PROMOTED.plus(Duration.ofMinutes(6)));
        // Then
        assertThat(plan.live()).containsExactly(new VersionCandidate("5", 1), new VersionCandidate("8", 4));
        assertThat(plan.canary()).contains(new VersionCandidate("8", 4));
        Promotion late = later(4, "8", "7", Duration.ofMinutes(11));
        Plan afterTheTrial = onTrial(view(List.of(), late, tried, first("5")), PROMOTED.plus(Duration.ofMinutes(12)));
        assertThat(afterTheTrial.live()).containsExactly(new VersionCandidate("7", 3), new VersionCandidate("8", 4));
    }

    @Test
    void triesNoChampionThatIsTheProvenVersionItself() {
        // Given: a person who does not like version 7 on trial promotes 5 again
        Promotion back = later(4, "5", "7", Duration.ofMinutes(5));
        // When
        Plan plan = onTrial(
                view(List.of(), back, promotion("7", "5", null, null), first("5")),
                PROMOTED.plus(Duration.ofMinutes(6)));
        // Then
        assertThat(plan.live()).containsExactly(new VersionCandidate("5", 4));
        assertThat(plan.canary()).isEmpty();
    }

    @Test
    void goesOnWithATrialWhenAnotherVersionIsWithdrawn() {
        // Given
        Promotion other =
                new Promotion("cifar10", 4, "7", "7", "test", "test", PROMOTED.plus(Duration.ofMinutes(5)), 3L, "9");
        StoreView view = view(List.of(), other, promotion("7", "5", null, null), first("5"));
        // When
        Plan plan = onTrial(view, PROMOTED.plus(Duration.ofMinutes(6)));
        // Then
        assertThat(plan.canary()).contains(new VersionCandidate("7", 4));
        assertThat(onTrial(view, PROMOTED.plus(Duration.ofMinutes(11))).live())
                .containsExactly(new VersionCandidate("7", 4));
    }

    @Test
    void doesNotGiveAllCallsToTheNewestVersionBecauseItWasWithdrawn() {
        // Given
        ModelPolicy policy = new ModelPolicy(
                "cifar10",
                VersionPolicy.parse("newest"),
                Map.of(),
                canaryOf("newest").canary(),
                Optional.empty());
        Promotion withdrawal = new Promotion("cifar10", 4, "7", "7", "test", "test", PROMOTED, 3L, "9");
        StoreView view = view(VIEW.published(), withdrawal, promotion("7", "5", null, null));
        // When
        Plan plan = new Planner(policy).plan(view, SOON, Set.of()::contains);
        // Then
        assertThat(plan.live()).first().isEqualTo(new VersionCandidate("8", 0));
        assertThat(plan.canary()).isEmpty();
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

    /** The promotions are newest first. */
    private static StoreView view(List<String> published, Promotion... log) {
        return new StoreView(Optional.of(log[0]), () -> Stream.of(log), published);
    }

    private static Promotion first(String version) {
        return new Promotion("cifar10", 1, version, null, "test", "test", PROMOTED.minusSeconds(3600));
    }

    private static Promotion later(long number, String version, String previous, Duration later) {
        return new Promotion("cifar10", number, version, previous, "test", "test", PROMOTED.plus(later));
    }

    private static Promotion promotion(String version, String previous, Long restores, String withdraws) {
        return new Promotion("cifar10", 3, version, previous, "test", "test", PROMOTED, restores, withdraws);
    }
}
