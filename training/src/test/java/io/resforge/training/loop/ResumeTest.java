package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.Resumed;
import io.resforge.training.loop.TrainingEvent.RunFinished;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.SnapshotBuilder;
import io.resforge.training.resume.Snapshot.UnusableSnapshot;
import io.resforge.training.resume.SnapshotOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {

    /** 54 images to learn from: 7 batches of 8 an epoch. */
    private static final Dataset DATASET = StripedImages.tiny(20, 5);

    private static final int STEPS = 7;

    private static final Map<String, Recipe> RECIPES = Map.of(
            "plain",
            TestRecipes.tiny("epochs", 3),
            "still",
            TestRecipes.tiny("epochs", 9, "lr", 1e-12, "early_stopping", Map.of("monitor", "accuracy", "patience", 1)),
            "bf16",
            TestRecipes.tiny("epochs", 3, "precision", "bf16"),
            "accumulated",
            TestRecipes.tiny("epochs", 3, "accumulate", 3, "optimizer", "adam", "dropout", 0.3),
            "all",
            TestRecipes.tiny(
                    "epochs",
                    4,
                    "augment",
                    List.of("flip", Map.of("kind", "pad_crop", "padding", 1), Map.of("kind", "mixup", "alpha", 0.4)),
                    "dropout",
                    0.2,
                    "optimizer",
                    "rmsprop",
                    "lr",
                    0.01,
                    "ema",
                    0.9,
                    "clip_norm",
                    1,
                    "plateau",
                    Map.of("monitor", "accuracy", "patience", 0, "factor", 0.5),
                    "early_stopping",
                    Map.of("monitor", "accuracy", "patience", 3),
                    "flip_averaging",
                    true,
                    "label_smoothing",
                    0.1));

    private static final Map<String, Outcome> NEVER_STOPPED = new ConcurrentHashMap<>();

    private final List<TrainingEvent> events = new ArrayList<>();

    /** All that must be the same to the last bit. */
    private record Outcome(
            int best, List<Float> parameters, List<Float> statistics, List<Epoch> epochs, RunFinished end) {}

    /** An epoch without what the clock says. */
    private record Epoch(
            int number,
            TrainingScore training,
            TrainingScore heldOut,
            OptionalDouble flips,
            double norm,
            double rate,
            boolean best) {}

    @BeforeAll
    static void startTorch() {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(2);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, 1",
        "plain, 7",
        "plain, 11",
        "plain, 21",
        "accumulated, 1",
        "accumulated, 2",
        "accumulated, 3",
        "accumulated, 7",
        "accumulated, 12",
        "all, 1",
        "all, 5",
        "all, 7",
        "all, 8",
        "all, 18",
        "all, 27"
    })
    void aRunThatIsKilledAtAnyStepEndsAsOneThatNeverStopped(String name, int step) throws InterruptedException {
        DyingSnapshots snapshots = new DyingSnapshots(step);

        assertThatThrownBy(() -> train(name, snapshots)).isInstanceOf(DyingSnapshots.Died.class);
        // So that it does not die again.
        DyingSnapshots kept = new DyingSnapshots(0);
        kept.keepLast(snapshots.newest().orElseThrow());
        TrainingResult result = train(name, kept);

        assertThat(outcome(result)).isEqualTo(neverStopped(name));
        assertThat(events).contains(new Resumed(1 + (step - 1) / STEPS, 1 + (step - 1) % STEPS));
    }

    @Test
    void aRunInBf16ThatIsKilledEndsAsOneThatNeverStopped() throws InterruptedException {
        assumeTrue(Precision.fastest() == Precision.BF16, "the processor has no bf16");
        aRunThatIsKilledAtAnyStepEndsAsOneThatNeverStopped("bf16", 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accumulated", "all"})
    void aRunThatIsKilledAgainAndAgainEndsAsOneThatNeverStopped(String name) throws InterruptedException {
        DyingSnapshots snapshots = new DyingSnapshots(5);
        Optional<TrainingResult> result = Optional.empty();
        for (int attempt = 0; attempt < 10 && result.isEmpty(); attempt++) {
            try {
                result = Optional.of(train(name, snapshots));
            } catch (DyingSnapshots.Died e) {
                // Goes on from there in the next attempt.
            }
        }

        assertThat(outcome(result.orElseThrow())).isEqualTo(neverStopped(name));
    }

    @Test
    void aRunThatIsInterruptedInItsEvaluationGoesOnWithIt() throws InterruptedException {
        assertGoesOnAfterInterruption(event -> event instanceof StepsDone done && done.step() == STEPS);
        assertThat(events).contains(new Resumed(1, STEPS));
    }

    @Test
    void aRunThatIsInterruptedInItsTestGoesOnWithIt() throws InterruptedException {
        assertGoesOnAfterInterruption(event -> event instanceof EpochFinished done && done.epoch() == 3);
        assertThat(events).contains(new Resumed(4, 0));
    }

    @Test
    void aRunThatIsInterruptedBeforeItsFirstStepBeginsAnew() throws InterruptedException {
        assertGoesOnAfterInterruption(event -> event instanceof TrainingEvent.EpochStarted);
        assertThat(events).contains(new Resumed(1, 0));
    }

    @Test
    void aRunThatIsInterruptedAfterItStoppedEarlyIsOver() throws InterruptedException {
        assertGoesOnAfterInterruption("still", event -> event instanceof TrainingEvent.StoppedEarly);
        assertThat(events).contains(new Resumed(3, 0)).doesNotContain(new TrainingEvent.EpochStarted(3));
    }

    private void assertGoesOnAfterInterruption(Predicate<TrainingEvent> at) throws InterruptedException {
        assertGoesOnAfterInterruption("plain", at);
    }

    private void assertGoesOnAfterInterruption(String name, Predicate<TrainingEvent> at) throws InterruptedException {
        DyingSnapshots snapshots = new DyingSnapshots(0);
        AtomicLong seconds = new AtomicLong();
        Training interrupted = new Training(
                RECIPES.get(name),
                DATASET,
                Optional.empty(),
                event -> {
                    events.add(event);
                    if (at.test(event)) {
                        Thread.currentThread().interrupt();
                    }
                },
                () -> seconds.addAndGet(1_000_000_000));

        assertThatThrownBy(() -> interrupted.run(Optional.empty(), snapshots)).isInstanceOf(InterruptedException.class);

        assertThat(outcome(train(name, snapshots))).isEqualTo(neverStopped(name));
    }

    @Test
    void aSnapshotOfAnotherRecipeIsRefused() {
        DyingSnapshots snapshots = new DyingSnapshots(2);
        assertThatThrownBy(() -> train("plain", snapshots)).isInstanceOf(DyingSnapshots.Died.class);

        assertThatThrownBy(() -> train("accumulated", snapshots))
                .isInstanceOf(UnusableSnapshot.class)
                .hasMessageContaining("by another recipe");
    }

    @Test
    void aSnapshotOfABuildThatKnewFewerKeysIsOfTheSameRecipe() throws InterruptedException {
        DyingSnapshots snapshots = new DyingSnapshots(5);
        assertThatThrownBy(() -> train("all", snapshots)).isInstanceOf(DyingSnapshots.Died.class);
        Snapshot taken = snapshots.newest().orElseThrow();
        String older = taken.fact("recipe").replace("freeze=[], ", "").replace(", floor=0.0", "");
        assertThat(older).isNotEqualTo(taken.fact("recipe"));
        DyingSnapshots kept = new DyingSnapshots(0);
        kept.keepLast(taken.with("recipe", older));

        assertThat(outcome(train("all", kept))).isEqualTo(neverStopped("all"));
    }

    @Test
    void goesOnInOtherCircumstancesAndSaysSoFromThenOn() throws InterruptedException {
        Map<String, String> there = Map.of("cpu_features", "avx2 avx512f", "pytorch", "2.6.0");
        Map<String, String> here = Map.of("cpu_features", "avx2", "pytorch", "2.6.0");
        Training training = new Training(RECIPES.get("plain"), DATASET, Optional.empty(), events::add);
        DyingSnapshots snapshots = new DyingSnapshots(9);
        assertThatThrownBy(() -> training.run(Optional.empty(), snapshots, there))
                .isInstanceOf(DyingSnapshots.Died.class);
        Snapshot taken =
                snapshots.newest().orElseThrow().with("precision", "BF16").with("threads", "64");
        assertThat(training.changes(snapshots.newest().orElseThrow(), there)).isEmpty();

        List<String> changes = training.changes(taken, here);
        DyingSnapshots next = new DyingSnapshots(3);
        assertThatThrownBy(() -> training.run(Optional.of(taken), next, here)).isInstanceOf(DyingSnapshots.Died.class);
        TrainingResult result = training.run(next.newest(), new DyingSnapshots(0), here);

        assertThat(changes)
                .containsExactly("from step 9 on (epoch 2): precision 'BF16' before, 'FP32' since, threads '64' before,"
                        + " '2' since, cpu_features 'avx2 avx512f' before, 'avx2' since");
        assertThat(training.changes(next.newest().orElseThrow(), here)).isEqualTo(changes);
        assertThat(result.weights().parameters()).isNotEmpty();
        assertThat(events).contains(new Resumed(2, 2), new Resumed(2, 5));
    }

    @Test
    void everyRecipeIsReadBackFromASnapshot() {
        for (String name : RECIPES.keySet()) {
            Recipe recipe = RECIPES.get(name).in(Precision.FP32);
            Snapshot snapshot = new SnapshotBuilder(
                            SnapshotOrigin.of(recipe, "digest", Precision.FP32, new ComputeDevice.Cpu(), 1, Map.of()),
                            BatchPosition.START,
                            1)
                    .build();

            assertThat(SnapshotOrigin.of(recipe, "digest", Precision.FP32, new ComputeDevice.Cpu(), 1, Map.of())
                            .after(snapshot)
                            .changes())
                    .isEmpty();
        }
    }

    @Test
    void aSnapshotOfOtherImagesIsRefused() {
        DyingSnapshots snapshots = new DyingSnapshots(2);
        assertThatThrownBy(() -> train("plain", snapshots)).isInstanceOf(DyingSnapshots.Died.class);
        Training other = new Training(RECIPES.get("plain"), StripedImages.tiny(21, 5), Optional.empty(), events::add);

        assertThatThrownBy(() -> other.run(snapshots.newest(), snapshots))
                .isInstanceOf(UnusableSnapshot.class)
                .hasMessageContaining("images");
    }

    private TrainingResult train(String name, DyingSnapshots snapshots) throws InterruptedException {
        return new Training(RECIPES.get(name), DATASET, Optional.empty(), events::add)
                .run(snapshots.newest(), snapshots);
    }

    /** Of all events so far: an epoch that was finished twice would be there twice. */
    private Outcome outcome(TrainingResult result) {
        return new Outcome(
                result.epoch(),
                list(result.weights().parameters()),
                list(result.weights().statistics()),
                events.stream()
                        .filter(EpochFinished.class::isInstance)
                        .map(event -> epoch((EpochFinished) event))
                        .toList(),
                (RunFinished) events.getLast());
    }

    private static Epoch epoch(EpochFinished epoch) {
        return new Epoch(
                epoch.epoch(),
                epoch.training(),
                epoch.heldOut(),
                epoch.flipAccuracy(),
                epoch.gradientNorm(),
                epoch.learningRate(),
                epoch.best());
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    private static Outcome neverStopped(String name) throws InterruptedException {
        Outcome known = NEVER_STOPPED.get(name);
        if (known == null) {
            ResumeTest other = new ResumeTest();
            known = other.outcome(other.train(name, new DyingSnapshots(0)));
            NEVER_STOPPED.put(name, known);
        }
        return known;
    }
}
