package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.loop.TrainingEvent.CheckpointSaved;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.EpochStarted;
import io.resforge.training.loop.TrainingEvent.RunFinished;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingResult.GoldenImage;
import io.resforge.training.recipe.Recipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingTest {

    private static final Architecture RESNET_8 = Architecture.parse("resnet8-v1");
    private static final Dataset STRIPES = StripedImages.dataset(40, 5);
    private static final LongSupplier STOPPED_CLOCK = () -> 0;

    private final List<TrainingEvent> events = new ArrayList<>();

    @BeforeAll
    static void startTorch() {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(2);
    }

    @Test
    void learnsWhatASmallNetworkCanLearn() throws InterruptedException {
        TrainingResult result = train(recipe(6), Optional.empty());

        assertThat(result.heldOutAccuracy()).isGreaterThan(0.9);
        assertThat(result.testAccuracy().orElseThrow()).isGreaterThan(0.9);
        assertThat(result.trainingImages()).isEqualTo(360);
        assertThat(result.heldOutImages()).isEqualTo(40);
        assertThat(result.classBaseline()).hasSize(10);
        assertThat(result.classBaseline().stream().mapToDouble(share -> share).sum())
                .isEqualTo(1, within(1e-9));
    }

    @Test
    void learnsWithAdam() throws InterruptedException {
        TrainingResult result = train(recipe(6, "optimizer", "adam", "lr", 0.01), Optional.empty());

        assertThat(result.heldOutAccuracy()).isGreaterThan(0.9);
    }

    @Test
    void learnsInBf16WhereTheProcessorHasIt() throws InterruptedException {
        assumeTrue(Precision.fastest() == Precision.BF16, "the processor has no bf16");

        TrainingResult result = train(recipe(6, "precision", "bf16"), Optional.empty());

        assertThat(result.heldOutAccuracy()).isGreaterThan(0.9);
    }

    @Test
    void tellsWhatHappensInOrder() throws InterruptedException {
        TrainingResult result = train(recipe(3), Optional.empty());

        assertThat(events.getFirst())
                .isEqualTo(new RunStarted("resnet8-v1", 77850, 360, 40, 50, 3, 12, Precision.FP32));
        assertThat(events.getLast())
                .isEqualTo(new RunFinished(
                        result.epoch(),
                        result.heldOutAccuracy(),
                        result.testAccuracy(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
        assertThat(events.stream().filter(event -> event instanceof EpochStarted))
                .containsExactly(new EpochStarted(1), new EpochStarted(2), new EpochStarted(3));
        for (TrainingEvent event : events) {
            if (event instanceof EpochFinished finished) {
                boolean saved = events.contains(
                        new CheckpointSaved(finished.epoch(), finished.heldOut().accuracy()));
                assertThat(saved).isEqualTo(finished.best());
                assertThat(finished.heldOut().loss()).isPositive();
                assertThat(finished.heldOut().top5())
                        .isBetween(finished.heldOut().accuracy(), 1.0);
                assertThat(finished.training().top5())
                        .isBetween(finished.training().accuracy(), 1.0);
                assertThat(finished.gradientNorm()).isPositive();
            }
        }
    }

    @Test
    void tellsNoStepsWhileTheClockStandsStillAndEachStepWhenSecondsPass() throws InterruptedException {
        AtomicLong seconds = new AtomicLong();
        Recipe recipe = recipe(1);

        new Training(recipe, STRIPES, Optional.empty(), events::add, STOPPED_CLOCK).run();
        assertThat(events).noneMatch(event -> event instanceof StepsDone);

        new Training(recipe, STRIPES, Optional.empty(), events::add, ticking(seconds)).run();
        List<StepsDone> steps = events.stream()
                .filter(event -> event instanceof StepsDone)
                .map(StepsDone.class::cast)
                .toList();
        assertThat(steps).extracting(StepsDone::step).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(steps).allMatch(step -> step.imagesPerSecond() > 0 && step.learningRate() > 0);
        assertThat(steps.getLast().timeLeft()).isLessThan(steps.getFirst().timeLeft());
    }

    @Test
    void theSameSeedGivesTheSameWeightsToTheLastBitAndAnotherSeedOthers() throws InterruptedException {
        Recipe recipe = recipe(2);

        TrainingResult once = train(recipe, Optional.empty());
        TrainingResult again = train(recipe, Optional.empty());
        TrainingResult other = train(recipe(2, "seed", 2), Optional.empty());

        assertThat(again.weights().parameters()).containsExactly(once.weights().parameters());
        assertThat(again.weights().statistics()).containsExactly(once.weights().statistics());
        assertThat(other.weights().parameters()).isNotEqualTo(once.weights().parameters());
    }

    @Test
    void whatWasEvaluatedIsWhatTheWeightsServe() throws InterruptedException {
        TrainingResult result = train(recipe(2), Optional.empty());

        assertThat(result.golden()).hasSize(20);
        try (Classifier served = Classifier.load(
                RESNET_8.graph(STRIPES.training().shape(), 10), result.weights(), result.normalisation())) {
            for (GoldenImage golden : result.golden()) {
                assertThat(served.logits(golden.pixels(), 1)).containsExactly(golden.logits(), within(1e-4f));
            }
        }
    }

    @Test
    void goesOnFromGivenWeights() throws InterruptedException {
        TrainingResult first = train(recipe(6), Optional.empty());
        Recipe fineTuning = recipe(1, "lr", 0.002);

        TrainingResult fresh = train(fineTuning, Optional.empty());
        TrainingResult second = train(fineTuning, Optional.of(first.weights()));

        assertThat(fresh.heldOutAccuracy()).isLessThan(0.5);
        assertThat(second.heldOutAccuracy()).isGreaterThan(0.9);
    }

    @Test
    void refusesWeightsOfAnotherNetwork() {
        Weights other = new Weights(new float[3], new float[3]);
        Recipe recipe = recipe(1);

        assertThatThrownBy(() -> new Training(recipe, STRIPES, Optional.of(other), events::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("77850 parameters");
    }

    @Test
    void aLossThatIsNoNumberEndsTheRunBeforeAnythingIsKept() throws InterruptedException {
        TrainingResult good = train(recipe(1), Optional.empty());
        float[] parameters = good.weights().parameters().clone();
        parameters[0] = Float.NaN;
        Weights poisoned = new Weights(parameters, good.weights().statistics());
        events.clear();

        assertThatThrownBy(() -> train(recipe(1), Optional.of(poisoned)))
                .isInstanceOf(Diverged.class)
                .hasMessageContainingAll("the loss became NaN", "epoch 1");
        assertThat(events).noneMatch(event -> event instanceof CheckpointSaved);
        assertNoThreadIsLeft();
    }

    @Test
    void aRateThatIsFarTooHighEndsTheRun() {
        // Whatever the images: each step multiplies the kernels by about 1 − rate · decay = −99.
        Recipe explosive = recipe(3, "lr", 100, "warmup", Map.of("epochs", 0), "weight_decay", 1);

        assertThatThrownBy(() -> train(explosive, Optional.empty())).isInstanceOf(Diverged.class);
    }

    @Test
    void anInterruptEndsTheRunAfterTheStepUnderWay() {
        Consumer<TrainingEvent> interrupting = event -> {
            events.add(event);
            if (event instanceof StepsDone done && done.step() == 3) {
                Thread.currentThread().interrupt();
            }
        };
        Training training = new Training(recipe(2), STRIPES, Optional.empty(), interrupting, ticking(new AtomicLong()));

        assertThatThrownBy(training::run).isInstanceOf(InterruptedException.class);

        assertThat(events.getLast()).isInstanceOfSatisfying(StepsDone.class, last -> assertThat(last.step())
                .isEqualTo(3));
        assertThat(Thread.interrupted()).isFalse();
        assertNoThreadIsLeft();
    }

    @Test
    void aFailureOfWhoListensEndsTheRun() {
        Consumer<TrainingEvent> failing = event -> {
            throw new IllegalStateException("the store is gone");
        };
        Training training = new Training(recipe(1), STRIPES, Optional.empty(), failing);

        assertThatThrownBy(training::run).hasMessage("the store is gone");
        assertNoThreadIsLeft();
    }

    private TrainingResult train(Recipe recipe, Optional<Weights> from) throws InterruptedException {
        return new Training(recipe, STRIPES, from, events::add).run();
    }

    private static Recipe recipe(int epochs, Object... keysAndValues) {
        List<Object> all = new ArrayList<>(List.of("epochs", epochs, "label_smoothing", 0.1));
        all.addAll(List.of(keysAndValues));
        return TestRecipes.resnet8(all.toArray());
    }

    /** A clock that goes on by a second each time it is read. */
    private static LongSupplier ticking(AtomicLong seconds) {
        return () -> Duration.ofSeconds(seconds.incrementAndGet()).toNanos();
    }

    private static void assertNoThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("resforge-batches");
    }
}
