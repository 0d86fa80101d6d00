package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent.VersionLoaded;
import io.resforge.inference.models.ReloadEvent.WentLive;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedbackServiceTest {

    private static final Predicate<String> ANY = model -> true;

    private final List<String> told = new ArrayList<>();
    private final PredictionIds ids = new PredictionIds(InstantSource.system());
    private final ModelSlot slot = new ModelSlot();
    private final ServedModels models = new ServedModels(List.of(new ServedModel("cifar10", slot, new CanaryWatch())));
    private final FeedbackService feedback = new FeedbackService(models, ids, new ServingObserver() {
        @Override
        public void fedBack(String model, String version, boolean correct) {
            told.add(model + " " + version + " " + correct);
        }
    });

    @BeforeEach
    void serveAFirstAndThenASecondVersion() {
        for (int version = 1; version <= 2; version++) {
            LiveModel model = FakeModels.live(version);
            models.on("cifar10", new WentLive(model, Duration.ZERO, false));
        }
    }

    @Test
    void tellsWhetherAPredictionWasRight() {
        assertThat(feedback.give(id("cifar10", "2", 0), "frog", ANY))
                .isEqualTo(new FeedbackService.Result(true, "frog", "cifar10", "2", true));
        assertThat(feedback.give(id("cifar10", "2", 0), "ship", ANY))
                .isEqualTo(new FeedbackService.Result(false, "frog", "cifar10", "2", true));
        assertThat(told).containsExactly("cifar10 2 true", "cifar10 2 false");
    }

    @Test
    void takesItForAVersionThatIsNotLiveAnyMore() {
        assertThat(feedback.give(id("cifar10", "1", 1), "ship", ANY).correct()).isTrue();
    }

    @Test
    void takesItForTheLiveVersionHoweverManyWereTriedBesideIt() {
        // Given
        TestSlots.fill(slot, FakeModels.live(1), new FakeEngine(0));
        for (int version = 2; version < 40; version++) {
            models.on("cifar10", new VersionLoaded(FakeModels.live(version), Duration.ZERO));
        }
        // When
        FeedbackService.Result result = feedback.give(id("cifar10", "1", 1), "ship", ANY);
        // Then
        assertThat(result.counted()).isTrue();
    }

    @Test
    void countsWhatIsSaidTwiceOnce() {
        // Given
        String id = id("cifar10", "2", 0);
        feedback.give(id, "frog", ANY);
        // When
        FeedbackService.Result again = feedback.give(id, "frog", ANY);
        // Then
        assertThat(again.correct()).isTrue();
        assertThat(again.counted()).isFalse();
        assertThat(told).hasSize(1);
    }

    /** What the documentation promises of n servers: n times at most, however often and to whichever it is said. */
    @Test
    void isCountedOnceByEachServerThatSharesTheKeyAndNoMoreOften() {
        // Given
        byte[] key = "a key that both of the servers have".getBytes(StandardCharsets.UTF_8);
        PredictionIds others = new PredictionIds(InstantSource.system());
        ids.share(key);
        others.share(key);
        List<String> toldThere = new ArrayList<>();
        FeedbackService there = new FeedbackService(models, others, new ServingObserver() {
            @Override
            public void fedBack(String model, String version, boolean correct) {
                toldThere.add(version + " " + correct);
            }
        });
        String id = id("cifar10", "2", 0);
        // When
        List<Boolean> counted = new ArrayList<>();
        for (int time = 0; time < 10; time++) {
            counted.add(feedback.give(id, "frog", ANY).counted());
            counted.add(there.give(id, time % 2 == 0 ? "frog" : "ship", ANY).counted());
        }
        // Then
        assertThat(counted.subList(0, 2)).containsOnly(true);
        assertThat(counted.subList(2, 20)).containsOnly(false);
        assertThat(told).containsExactly("cifar10 2 true");
        assertThat(toldThere).containsExactly("2 true");
    }

    @Test
    void refusesWhatCannotBeWithWhatIsAllowed() {
        assertThatThrownBy(() -> feedback.give("no id", "frog", ANY))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage(
                        "prediction_id: must be the id of a prediction as this server, or one that shares its key, gave it, was \"no id\"");
        assertThatThrownBy(() -> feedback.give(id("cifar10", "2", 2), "frog", ANY))
                .hasMessage("prediction_id: names class 2, and the model has 2");
        assertThatThrownBy(() -> feedback.give(id("cifar10", "2", 0), "frigate", ANY))
                .hasMessage("true_label: must be one of frog, ship, was \"frigate\"");
        assertThatThrownBy(() -> feedback.give(id("cifar10", "3", 0), "frog", ANY))
                .isInstanceOf(NotLive.class)
                .hasMessageContaining("version 3 of cifar10 is not known here");
        assertThatThrownBy(() -> feedback.give(id("mnist", "1", 0), "frog", ANY))
                .isInstanceOf(NotLive.class)
                .hasMessage("model \"mnist\" is not served here; served are cifar10");
        assertThat(told).isEmpty();
    }

    @Test
    void takesNoIdThatWasMadeUp() {
        for (int i = 0; i < 400; i++) {
            String invented = "cifar10.2.0.hool0." + Integer.toString(i, 36) + ".abc";
            assertThatThrownBy(() -> feedback.give(invented, "ship", ANY)).isInstanceOf(InvalidRequest.class);
        }
        assertThat(told).isEmpty();
    }

    private String id(String model, String version, int classIndex) {
        return ids.ofCall().of(model, version, classIndex, 0).toString();
    }
}
