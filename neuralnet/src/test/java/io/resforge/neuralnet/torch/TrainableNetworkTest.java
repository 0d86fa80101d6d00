package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.TrainingStep.StepTally;
import io.resforge.neuralnet.torchscript.Loss;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainableNetworkTest {

    private static final Graph GRAPH = Reference.graph("resnet8-v1");

    private final Weights initial = HeInitialisation.weights(ParameterLayout.of(GRAPH), 3);

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    @Test
    void aStepMovesTheStatisticsButNoParameter() {
        // Given
        try (TrainableNetwork network = network(Precision.FP32)) {
            // When
            network.step(Reference.batch(), 0).close();
            // Then
            Weights after = network.weights();
            assertThat(after.parameters()).isEqualTo(initial.parameters());
            assertThat(after.statistics()).isNotEqualTo(initial.statistics());
        }
    }

    @Test
    void descendingAlongTheGradientLowersTheLoss() {
        // Given
        TrainingBatch batch = Reference.batch();
        try (TrainableNetwork network = network(Precision.FP32)) {
            // When
            descend(network, batch, 1);
            double first = network.takeTally().meanLoss();
            descend(network, batch, 15);
            network.takeTally();
            descend(network, batch, 1);
            // Then
            assertThat(network.takeTally().meanLoss()).isLessThan(first / 2);
        }
    }

    @Test
    void theSameStepsGiveTheSameBits() {
        assertThat(trained(Precision.FP32).parameters())
                .isEqualTo(trained(Precision.FP32).parameters());
    }

    @Test
    void bf16TrainsAlmostAsFp32Does() {
        // Given
        assumeThat(Processor.current().hasBf16())
                .as("bf16 needs a processor with avx512_bf16; elsewhere one step takes seconds")
                .isTrue();
        try (TrainableNetwork exact = network(Precision.FP32);
                TrainableNetwork rounded = network(Precision.BF16)) {
            // When
            descend(exact, Reference.batch(), 5);
            descend(rounded, Reference.batch(), 5);
            // Then
            double loss = exact.takeTally().meanLoss();
            assertThat(rounded.takeTally().meanLoss()).isCloseTo(loss, within(0.05 * loss));
        }
    }

    @Test
    void bf16OfTheSameStepsGivesTheSameBits() {
        assumeThat(Processor.current().hasBf16())
                .as("bf16 needs a processor with avx512_bf16; elsewhere one step takes seconds")
                .isTrue();
        assertThat(trained(Precision.BF16).parameters())
                .isEqualTo(trained(Precision.BF16).parameters());
    }

    @Test
    void goesOnFromRestoredWeightsAsIfNothingHadHappened() {
        // Given a run of four steps, and its weights after two
        Weights middle;
        Weights end;
        try (TrainableNetwork network = network(Precision.FP32)) {
            descend(network, Reference.batch(), 2);
            middle = network.weights();
            descend(network, Reference.batch(), 2);
            end = network.weights();
        }
        // When
        try (TrainableNetwork other = network(Precision.FP32)) {
            other.restore(middle);
            descend(other, Reference.batch(), 2);
            // Then
            assertThat(other.weights().parameters()).isEqualTo(end.parameters());
            assertThat(other.weights().statistics()).isEqualTo(end.statistics());
        }
    }

    @Test
    void aBatchMayBeRefilledOnceItsStepHasReturned() {
        // Given
        TrainingBatch batch = Reference.batch();
        try (TrainableNetwork network = network(Precision.FP32);
                TrainingStep step = network.step(batch, 0)) {
            float[] before = step.gradient().toFloatArray();
            // When
            batch.pixels().put(new float[ImageShape.CIFAR.bytes()]);
            // Then
            assertThat(step.gradient().toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void computesThePartOfABatchThatIsFilled() {
        // Given
        TrainingBatch batch = Reference.batch();
        batch.setCount(3);
        try (TrainableNetwork network = network(Precision.FP32)) {
            // When
            network.step(batch, 0).close();
            // Then
            assertThat(network.takeTally().images()).isEqualTo(3);
        }
    }

    @Test
    void theTallyBeginsAnewOnceItIsTaken() {
        // Given
        try (TrainableNetwork network = network(Precision.FP32)) {
            network.step(Reference.batch(), 0).close();
            network.step(Reference.batch(), 0).close();
            // When
            StepTally taken = network.takeTally();
            // Then
            assertThat(taken.images()).isEqualTo(2L * Reference.IMAGES);
            assertThat(network.takeTally()).isEqualTo(new StepTally(0, 0, 0, 0));
        }
    }

    @Test
    void aPixelThatIsNoNumberShowsInTheLossAndNotInTheNextTally() {
        // Given
        TrainingBatch batch = Reference.batch();
        batch.pixels().put(0, Float.NaN);
        try (TrainableNetwork network = network(Precision.FP32)) {
            // When
            network.step(batch, 0).close();
            // Then
            assertThat(network.takeTally().meanLoss()).isNaN();
            assertThat(network.takeTally().lossSum()).isZero();
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (TrainableNetwork network = network(Precision.FP32)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.step(new TrainingBatch(new ImageShape(1, 28, 28), 2), 0))
                    .withMessageContaining("ImageShape[channels=3, height=32, width=32]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.restore(new Weights(new float[1], new float[1])))
                    .withMessageContaining("the weights 1 and 1");
        }
    }

    @Test
    void theSeedAloneDecidesWhatIsDropped() {
        // Given
        try (TrainableNetwork network = dropping(0.5)) {
            // When
            float[] first = gradient(network, 42);
            float[] other = gradient(network, 43);
            float[] again = gradient(network, 42);
            // Then
            assertThat(again).isEqualTo(first).isNotEqualTo(other);
        }
    }

    @Test
    void aNetworkWithoutDropoutDoesNotLookAtTheSeed() {
        try (TrainableNetwork network = network(Precision.FP32)) {
            assertThat(gradient(network, 1)).isEqualTo(gradient(network, 2));
        }
    }

    @Test
    void aBatchThatNobodyMixedIsLearntAsItIs() {
        // Given
        try (TrainableNetwork network = TrainableNetwork.of(GRAPH, initial, Precision.FP32, new Loss(0, true));
                TrainableNetwork plain = network(Precision.FP32)) {
            // When
            float[] mixed = gradient(network, 0);
            float[] unmixed = gradient(plain, 0);
            // Then
            assertThat(mixed).containsExactly(unmixed, Offset.offset(1e-6f));
        }
    }

    @Test
    void withFewerThanFiveClassesTheTopFiveAreAll() {
        // Given
        Graph three = Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, 3);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(three), 1);
        TrainingBatch batch = Reference.batch();
        for (int i = 0; i < Reference.IMAGES; i++) {
            batch.labels().put(i, i % 3);
        }
        try (TrainableNetwork network = TrainableNetwork.of(three, weights, Precision.FP32, Loss.plain())) {
            // When
            network.step(batch, 0).close();
            // Then
            assertThat(network.takeTally().accuracyTop5()).isEqualTo(1);
        }
    }

    @Test
    void anImageThatIsNoNumberIsNeverAmongTheTopFive() {
        // Given
        TrainingBatch batch = Reference.batch();
        batch.setCount(1);
        batch.pixels().put(0, Float.NaN);
        try (TrainableNetwork network = network(Precision.FP32)) {
            // When
            network.step(batch, 0).close();
            // Then
            assertThat(network.takeTally().correctTop5()).isZero();
        }
    }

    private TrainableNetwork dropping(double rate) {
        Graph graph = Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, 10, rate);
        return TrainableNetwork.of(graph, initial, Precision.FP32, Loss.plain());
    }

    private static float[] gradient(TrainableNetwork network, long seed) {
        try (TrainingStep step = network.step(Reference.batch(), seed)) {
            return step.gradient().toFloatArray();
        }
    }

    private Weights trained(Precision precision) {
        try (TrainableNetwork network = network(precision)) {
            descend(network, Reference.batch(), 3);
            return network.weights();
        }
    }

    private TrainableNetwork network(Precision precision) {
        return TrainableNetwork.of(GRAPH, initial, precision, Loss.plain());
    }

    private static void descend(TrainableNetwork network, TrainingBatch batch, int steps) {
        for (int i = 0; i < steps; i++) {
            try (TrainingStep step = network.step(batch, 0)) {
                NDArray gradient = step.gradient();
                network.parameters().subi(gradient.muli(0.02f));
            }
        }
    }
}
