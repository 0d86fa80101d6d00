package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torchscript.Loss;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient against the difference of two losses, on graphs whose gradients meet in ways that no ResNet's do. */
class GradientTest {

    private static final ImageShape IMAGE = new ImageShape(3, 8, 8);
    private static final int CLASSES = 4;
    private static final int IMAGES = 16;
    private static final double STEP = 1e-2;

    /** What stands between a first convolution and the pooling. */
    enum Middle {
        SUM_OF_TWO_ACTIVATIONS((b, x) -> b.add(b.relu(b.batchNorm("left", x)), b.relu(b.batchNorm("right", x)))),
        SUM_WITH_ITSELF((b, x) -> {
            Node a = b.relu(x);
            return b.add(a, a);
        }),
        SUM_OF_SUMS((b, x) -> {
            Node a = b.relu(x);
            Node first = b.add(b.convolution("branch", a, 6, 3, 1), a);
            return b.add(b.convolution("other", b.relu(first), 6, 1, 1), first);
        }),
        ONE_READER_THAT_PICKS((b, x) -> b.convolution("picks", b.relu(b.batchNorm("norm", x)), 5, 1, 2)),
        TWO_READERS_THAT_PICK((b, x) -> {
            Node a = b.relu(x);
            return b.add(b.convolution("picks", a, 8, 1, 2), b.convolution("strides", a, 8, 3, 2));
        }),
        PADDED_SUBSAMPLE((b, x) -> {
            Node a = b.relu(x);
            return b.add(b.convolution("strides", a, 9, 3, 2), b.subsample(a, 9, 2));
        }),
        BIASES((b, x) -> b.convolution("two", b.relu(b.convolution("one", x, 6, 3, 1, true)), 6, 1, 2, true)),
        MAX_POOL((b, x) -> b.gelu(b.maxPool(b.convolution("one", b.maxPool(b.gelu(x), 3), 6, 1, 1), 2))),
        POOL_OF_A_SUM((b, x) -> {
            Node a = b.gelu(b.maxPool(x, 2));
            return b.gelu(b.add(b.batchNorm("shift", b.convolution("branch", a, 6, 3, 1), 1e-12, .4, false), a));
        }),
        RELU_BEHIND_GELU_AND_POOL((b, x) -> b.relu(b.maxPool(b.gelu(x), 2))),
        IDENTITY_AT_FIRST((b, x) -> b.gelu(b.convolution("first1", x, 8, 3, 1, false, KernelStart.DIRAC))),
        DROPOUT((b, x) -> b.dropout(b.relu(x), 0.3)),
        DROPOUT_OF_NOTHING((b, x) -> b.dropout(b.relu(x), 0));

        private final BiFunction<GraphBuilder, Node, Node> nodes;

        Middle(BiFunction<GraphBuilder, Node, Node> nodes) {
            this.nodes = nodes;
        }

        Graph graph() {
            GraphBuilder builder = new GraphBuilder(IMAGE);
            Node x = builder.batchNorm("norm0", builder.convolution("first", builder.input(), 6, 3, 1));
            builder.dense("dense", builder.globalAveragePool(nodes.apply(builder, x)), CLASSES);
            return builder.build();
        }
    }

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    @ParameterizedTest
    @EnumSource
    void isWhatTheLossChangesByAlongEachDirection(Middle middle) {
        // Given
        Graph graph = middle.graph();
        Weights weights = HeInitialisation.weights(ParameterLayout.of(graph), 5);
        try (TrainableNetwork network = TrainableNetwork.of(graph, weights, Precision.FP32, new Loss(0.1, true))) {
            // When
            float[] gradient = gradient(network);
            // Then
            double length = Math.sqrt(dot(gradient, gradient));
            float[] ahead = moved(weights.parameters(), gradient, STEP / length);
            float[] back = moved(weights.parameters(), gradient, -STEP / length);
            double slope = (loss(network, ahead, weights) - loss(network, back, weights)) / (2 * STEP);
            assertThat(slope).isCloseTo(length, within(0.02 * length));
        }
    }

    private static float[] gradient(TrainableNetwork network) {
        try (TrainingStep step = network.step(batch(), 7)) {
            return step.gradient().toFloatArray();
        } finally {
            network.takeTally();
        }
    }

    private static double loss(TrainableNetwork network, float[] parameters, Weights weights) {
        network.restore(new Weights(parameters, weights.statistics()));
        network.step(batch(), 7).close();
        return network.takeTally().meanLoss();
    }

    private static float[] moved(float[] from, float[] direction, double distance) {
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) (from[i] + distance * direction[i]);
        }
        return to;
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    private static TrainingBatch batch() {
        TrainingBatch batch = new TrainingBatch(IMAGE, IMAGES);
        Random random = new Random(11);
        for (int i = 0; i < IMAGES * IMAGE.bytes(); i++) {
            batch.pixels().put(i, (float) random.nextGaussian());
        }
        for (int i = 0; i < IMAGES; i++) {
            batch.labels().put(i, random.nextInt(CLASSES));
            batch.partners().put(i, random.nextInt(CLASSES));
            batch.shares().put(i, random.nextFloat());
        }
        return batch;
    }
}
