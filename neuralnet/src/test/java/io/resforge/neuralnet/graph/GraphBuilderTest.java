package io.resforge.neuralnet.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.image.ImageShape;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphBuilderTest {

    private final GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);

    @Test
    void knowsTheShapeOfEachNode() {
        // When
        Node convolution = builder.convolution("conv", builder.input(), 16, 3, 2);
        Node pooled = builder.globalAveragePool(builder.relu(builder.batchNorm("bn", convolution)));
        Node logits = builder.dense("dense", builder.dropout(pooled, 0.1), 10);
        // Then
        assertThat(convolution.output()).isEqualTo(new Features(16, 16, 16));
        assertThat(pooled.output()).isEqualTo(Features.vector(16));
        assertThat(logits.output()).isEqualTo(Features.vector(10));
        assertThat(builder.build().classes()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"32, 1, 32", "32, 2, 16", "31, 2, 16", "1, 2, 1", "7, 3, 3"})
    void aStrideRoundsUpAsPaddedConvolutionsDo(int side, int stride, int expected) {
        // Given
        GraphBuilder other = new GraphBuilder(new ImageShape(3, side, side));
        // When
        Node node = other.convolution("conv", other.input(), 4, 3, stride);
        // Then
        assertThat(node.output()).isEqualTo(new Features(4, expected, expected));
    }

    @Test
    void aSubsamplingAddsChannelsAndLeavesOutRows() {
        assertThat(builder.subsample(builder.input(), 8, 2).output()).isEqualTo(new Features(8, 16, 16));
    }

    @Test
    void refusesToAddDifferentShapes() {
        // Given
        Node wide = builder.convolution("a", builder.input(), 16, 3, 1);
        Node narrow = builder.convolution("b", builder.input(), 16, 3, 2);
        // When, Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(wide, narrow))
                .withMessage("only equal shapes can be added, were 16×32×32 and 16×16×16");
    }

    @Test
    void refusesADenseLayerOnAMap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.dense("dense", builder.input(), 10))
                .withMessageContaining("needs a vector, was 3×32×32")
                .withMessageContaining("global average pool");
    }

    @Test
    void refusesANameTwice() {
        // Given
        Node first = builder.convolution("conv", builder.input(), 16, 3, 1);
        // When, Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.convolution("conv", first, 16, 3, 1))
                .withMessageContaining("two layers are named conv");
    }

    @Test
    void refusesANodeOfAnotherGraph() {
        // Given
        GraphBuilder other = new GraphBuilder(ImageShape.CIFAR);
        Node foreign = other.relu(other.input());
        // When, Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.relu(foreign))
                .withMessageContaining("only nodes of its own graph");
    }

    @Test
    void refusesNumbersThatMakeNoLayer() {
        Node input = builder.input();
        assertRefused(() -> builder.convolution("c", input, 0, 3, 1), "at least 1 output channel, was 0");
        assertRefused(() -> builder.convolution("c", input, 8, 2, 1), "must be odd, was 2");
        assertRefused(
                () -> builder.convolution("c", input, 8, 3, 0), "stride of convolution c must be at least 1, was 0");
        assertRefused(() -> builder.convolution("not a name", input, 8, 3, 1), "'not a name' is no name");
        assertRefused(() -> builder.batchNorm("b", input, 0, 0.1), "epsilon of batch norm b must be above 0");
        assertRefused(() -> builder.batchNorm("b", input, 1e-5, Double.NaN), "momentum of batch norm b");
        assertRefused(() -> builder.subsample(input, 2, 2), "can only add channels to its 3, it cannot put out 2");
        assertRefused(() -> builder.subsample(input, 3, 0), "stride of a subsampling must be at least 1, was 0");
        assertRefused(() -> builder.dropout(input, 1), "within [0, 1), was 1.0");
        assertRefused(() -> builder.dense("d", builder.globalAveragePool(input), 0), "at least 1 output, was 0");
        Node vector = builder.globalMaxPool(input);
        assertRefused(
                () -> builder.dense("d", vector, 9, false, 0, KernelStart.HE),
                "scale of dense layer d must be above 0");
        assertRefused(() -> builder.dense("d", vector, 9, false, 1, KernelStart.DIRAC), "cannot begin with DIRAC");
        assertRefused(
                () -> builder.convolution("c", vector, 8, 3, 1, false, KernelStart.WHITENED), "it whitens nothing");
        assertRefused(() -> builder.whitening("w", 32), "must be smaller than the image, was 32");
        assertRefused(() -> builder.maxPool(input, 0), "sides of at least 1, was 0");
        assertRefused(() -> builder.maxPool(input, 33), "a pooling of 33×33 needs a map as large, was 3×32×32");
    }

    @Test
    void refusesANetworkWithoutLogits() {
        assertRefused(builder::build, "must end in a dense layer");
    }

    @Test
    void refusesANodeThatNobodyReads() {
        // Given
        builder.relu(builder.input());
        builder.dense("dense", builder.globalAveragePool(builder.input()), 10);
        // When, Then
        assertRefused(builder::build, "no node reads Relu");
    }

    @Test
    void twoGraphsAreEqualIfTheirNodesAre() {
        // Given
        builder.dense("dense", builder.globalAveragePool(builder.input()), 10);
        GraphBuilder other = new GraphBuilder(ImageShape.CIFAR);
        other.dense("dense", other.globalAveragePool(other.input()), 10);
        GraphBuilder different = new GraphBuilder(ImageShape.CIFAR);
        different.dense("dense", different.globalAveragePool(different.input()), 11);
        // When, Then
        assertThat(builder.build()).isEqualTo(other.build()).hasSameHashCodeAs(other.build());
        assertThat(builder.build()).isNotEqualTo(different.build());
    }

    private static void assertRefused(ThrowingCallable call, String reason) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(reason);
    }
}
