package io.resforge.neuralnet.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Folding.Folded;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldingTest {

    @Test
    void v1LosesAllItsBatchNorms() {
        // When
        Folded folded = fold(Architecture.parse("resnet20-v1").graph(ImageShape.CIFAR, 10));
        // Then
        assertThat(folded.graph().nodes()).noneMatch(Node.BatchNorm.class::isInstance);
        assertThat(folded.weights().statistics()).isEmpty();
    }

    @Test
    void v2KeepsTheBatchNormsThatReadASum() {
        // When
        Folded folded = fold(Architecture.parse("resnet29-v2").graph(ImageShape.CIFAR, 10));
        // Then
        assertThat(folded.graph().nodes())
                .filteredOn(Node.BatchNorm.class::isInstance)
                .extracting(node -> ((Node.BatchNorm) node).name())
                .containsExactly(
                        "stage1.block2.bn1",
                        "stage1.block3.bn1",
                        "stage2.block1.bn1",
                        "stage2.block2.bn1",
                        "stage2.block3.bn1",
                        "stage3.block1.bn1",
                        "stage3.block2.bn1",
                        "stage3.block3.bn1",
                        "head.bn");
    }

    @Test
    void wideLosesThatOfItsShortcutToo() {
        // When
        Folded folded = fold(Architecture.parse("wide-1-1:channels=4-8").graph(ImageShape.CIFAR, 10, 0.1));
        // Then
        assertThat(folded.graph().nodes()).noneMatch(Node.BatchNorm.class::isInstance);
    }

    @Test
    void speedLosesAllItsBatchNormsAndTheScaleOfItsLogits() {
        // When
        Folded folded = fold(Architecture.parse("speed-res").graph(ImageShape.CIFAR, 10));
        // Then the kernel of the stem, which is not trained, is what is left of the statistics
        assertThat(folded.graph().nodes()).noneMatch(Node.BatchNorm.class::isInstance);
        assertThat(folded.weights().statistics()).hasSize(288);
        assertThat(((Node.Dense) folded.graph().nodes().getLast()).scale()).isEqualTo(1);
    }

    @Test
    void keepsABatchNormWithAScaleBehindAMaxPool() {
        // Given a scale that could be below 0, where the largest becomes the smallest
        GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);
        Node pooled = builder.maxPool(builder.convolution("conv", builder.input(), 4, 3, 1), 2);
        builder.dense("dense", builder.globalAveragePool(builder.batchNorm("bn", pooled)), 10);
        Graph graph = builder.build();
        // When, Then
        assertThat(fold(graph).graph()).isEqualTo(graph);
    }

    @Test
    void keepsABatchNormBeforeItsConvolution() {
        // When
        Folded folded = fold(Architecture.parse("resnet8-v1:order=bn-relu-conv").graph(ImageShape.CIFAR, 10));
        // Then the stem's and each block's second, which reads a convolution, are gone
        assertThat(folded.graph().nodes())
                .filteredOn(Node.BatchNorm.class::isInstance)
                .extracting(node -> ((Node.BatchNorm) node).name())
                .containsExactly("stage1.block1.bn1", "stage2.block1.bn1", "stage3.block1.bn1");
    }

    @Test
    void keepsABatchNormBehindASubsampling() {
        // Given
        GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);
        Node subsampled = builder.subsample(builder.input(), 4, 2);
        builder.dense("dense", builder.globalAveragePool(builder.batchNorm("bn", subsampled)), 10);
        Graph graph = builder.build();
        // When, Then
        assertThat(fold(graph).graph()).isEqualTo(graph);
    }

    @Test
    void keepsABatchNormWhoseConvolutionIsReadTwice() {
        // Given
        GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);
        Node convolution = builder.convolution("conv", builder.input(), 4, 3, 1);
        Node sum = builder.add(builder.batchNorm("bn", convolution), convolution);
        builder.dense("dense", builder.globalAveragePool(sum), 10);
        Graph graph = builder.build();
        // When
        Folded folded = fold(graph);
        // Then
        assertThat(folded.graph()).isEqualTo(graph);
    }

    @Test
    void scalesTheKernelAndMovesTheBias() {
        // Given γ = 3, β = 0.5, μ = 2, σ² = 4, kernel 10, bias 1
        GraphBuilder builder = new GraphBuilder(new ImageShape(1, 4, 4));
        Node convolution = builder.convolution("conv", builder.input(), 1, 1, 1, true);
        builder.dense("dense", builder.globalAveragePool(builder.batchNorm("bn", convolution)), 2);
        Graph graph = builder.build();
        Weights weights = new Weights(new float[] {10, 1, 3, 0.5f, 7, 8, 9, 9}, new float[] {2, 4});
        // When
        Folded folded = Folding.fold(graph, weights);
        // Then
        List<NamedTensor> tensors = ParameterLayout.of(folded.graph()).split(folded.weights());
        assertThat(tensors).extracting(NamedTensor::name).startsWith("conv.weight", "conv.bias", "dense.weight");
        assertThat(tensors.get(0).values()[0]).isCloseTo(15, within(1e-4f));
        assertThat(tensors.get(1).values()[0]).isCloseTo(0.5f + (1 - 2) * 1.5f, within(1e-4f));
        assertThat(tensors.get(2).values()).containsExactly(7, 8);
    }

    private static Folded fold(Graph graph) {
        return Folding.fold(graph, HeInitialisation.weights(ParameterLayout.of(graph), 1));
    }
}
