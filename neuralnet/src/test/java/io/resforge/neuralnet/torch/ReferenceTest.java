package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.neuralnet.layout.Folding.Folded;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.layout.Whitening;
import io.resforge.neuralnet.torch.Reference.Digest;
import io.resforge.neuralnet.torch.TrainingStep.StepTally;
import io.resforge.neuralnet.torchscript.Loss;
import io.resforge.neuralnet.torchscript.ServingScript;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares every network with what Python's PyTorch computed from the same weights and images. */
class ReferenceTest {

    private static final double TOLERANCE = 1e-4;
    private static final Reference REFERENCE = Reference.read();

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    static Set<String> networks() {
        return REFERENCE.networks().keySet();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void trainingGivesTheLossTheGradientAndTheStatistics(String name) {
        // Given
        Reference.Network expected = REFERENCE.networks().get(name);
        Graph graph = Reference.graph(name);
        try (TrainableNetwork network = TrainableNetwork.of(
                graph, Reference.weights(graph), Precision.FP32, new Loss(expected.smoothing(), false))) {
            // When
            float[] gradient;
            try (TrainingStep step = network.step(Reference.batch(), 0)) {
                gradient = step.gradient().toFloatArray();
            }
            // Then
            StepTally tally = network.takeTally();
            assertThat(tally.meanLoss()).isCloseTo(expected.loss(), within(TOLERANCE));
            assertThat(tally.correct()).isEqualTo(expected.correct());
            assertThat(tally.correctTop5()).isEqualTo(expected.correctTop5());
            assertThat(tally.images()).isEqualTo(Reference.IMAGES);
            float[] statistics = network.weights().statistics();
            Map<String, NamedTensor> tensors = byName(network.layout(), new Weights(gradient, statistics));
            expected.gradients().forEach((tensor, digest) -> assertClose(tensors.get(tensor), digest));
            expected.statistics().forEach((tensor, digest) -> assertClose(tensors.get(tensor), digest));
            assertThat(tensors)
                    .hasSize(expected.gradients().size() + expected.statistics().size());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void trainingOnMixedImagesGivesTheLossAndTheGradient(String name) {
        // Given
        Reference.Network expected = REFERENCE.networks().get(name);
        Graph graph = Reference.graph(name);
        Loss loss = new Loss(expected.smoothing(), true);
        try (TrainableNetwork network = TrainableNetwork.of(graph, Reference.weights(graph), Precision.FP32, loss)) {
            // When
            float[] gradient;
            try (TrainingStep step = network.step(Reference.mixedBatch(), 0)) {
                gradient = step.gradient().toFloatArray();
            }
            // Then: of what lies last, the dense layer's bias or the end of its matrix
            StepTally tally = network.takeTally();
            assertThat(tally.meanLoss()).isCloseTo(expected.mixedLoss(), within(TOLERANCE));
            assertThat(tally.correct()).isEqualTo(expected.correct());
            assertThat(Arrays.copyOfRange(gradient, gradient.length - 10, gradient.length))
                    .containsExactly(expected.mixedSlope(), Offset.offset((float) TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void bf16GivesAlmostTheLoss(String name) {
        // Given
        assumeThat(Processor.current().hasBf16())
                .as("bf16 needs a processor with avx512_bf16; elsewhere one step takes seconds")
                .isTrue();
        Reference.Network expected = REFERENCE.networks().get(name);
        Graph graph = Reference.graph(name);
        Loss loss = new Loss(expected.smoothing(), false);
        try (TrainableNetwork network = TrainableNetwork.of(graph, Reference.weights(graph), Precision.BF16, loss)) {
            // When
            network.step(Reference.batch(), 0).close();
            // Then
            assertThat(network.takeTally().meanLoss()).isCloseTo(expected.loss(), withinPercentage(3));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theGradientReachesEveryTensor(String name) {
        // Given
        Graph graph = Reference.graph(name);
        try (TrainableNetwork network =
                        TrainableNetwork.of(graph, Reference.weights(graph), Precision.FP32, Loss.plain());
                // When
                TrainingStep step = network.step(Reference.batch(), 0)) {
            // Then
            float[] gradient = step.gradient().toFloatArray();
            for (TensorSlot slot : network.layout().parameters()) {
                float[] own = Arrays.copyOfRange(gradient, slot.offset(), slot.offset() + slot.length());
                assertThat(own).as(slot.name()).isNotEqualTo(new float[own.length]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void servingWithoutFoldingGivesTheLogits(String name) {
        // Given
        Graph graph = Reference.graph(name);
        Folded unfolded = new Folded(graph, Reference.weights(graph));
        try (ScriptModule script = ScriptModule.compile(ServingScript.of(graph, false));
                NDManager manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
                IValue weights = ServingWeights.load(unfolded, Precision.FP32);
                IValue images = IValue.from((PtNDArray) Reference.batch().pixelArray(manager));
                // When
                IValue result = script.infer(images, weights);
                NDArray logits = result.toTensor((PtNDManager) manager)) {
            // Then
            assertLogits(logits.toFloatArray(), name);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void servingWithBatchNormFoldedGivesTheLogits(String name) {
        // Given
        Graph graph = Reference.graph(name);
        try (Classifier classifier = Classifier.load(graph, Reference.weights(graph), Reference.NORMALISATION)) {
            // When
            float[] logits = classifier.logits(Reference.pixels(), Reference.IMAGES);
            // Then
            assertLogits(logits, name);
        }
    }

    @Test
    void whiteningGivesTheFilters() {
        // Given
        Graph graph = Reference.graph("speed:channels=8-16-16");
        Normaliser normaliser = Reference.NORMALISATION.normaliser(graph.image());
        IntFunction<float[]> images = i -> {
            float[] image = new float[graph.image().bytes()];
            normaliser.apply(Reference.pixels(), i * image.length, image);
            return image;
        };
        // When
        Weights whitened = Whitening.fill(graph, Reference.weights(graph), images, Reference.IMAGES);
        // Then
        assertThat(byName(ParameterLayout.of(graph), whitened)
                        .get("stem.conv.weight")
                        .values())
                .containsExactly(REFERENCE.whitening(), Offset.offset((float) TOLERANCE));
    }

    private static void assertLogits(float[] logits, String name) {
        assertThat(logits).containsExactly(REFERENCE.networks().get(name).logits(), Offset.offset((float) TOLERANCE));
        assertThat(logits).hasSize(Reference.IMAGES * 10);
    }

    private static void assertClose(NamedTensor actual, Digest expected) {
        double sum = 0;
        double size = 0;
        for (float value : actual.values()) {
            sum += value;
            size += Math.abs(value);
        }
        // Sums of many numbers are compared by what they sum up, single numbers as they are.
        double scale = TOLERANCE * Math.max(1, expected.size());
        assertThat(sum).as(actual.name()).isCloseTo(expected.sum(), within(scale));
        assertThat(size).as(actual.name()).isCloseTo(expected.size(), within(scale));
        for (int i = 0; i < expected.first().length; i++) {
            assertThat(actual.values()[i]).as("%s[%d]", actual.name(), i).isCloseTo(expected.first()[i], within((float)
                    TOLERANCE));
        }
    }

    private static Map<String, NamedTensor> byName(ParameterLayout layout, Weights weights) {
        return layout.split(weights).stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
    }
}
