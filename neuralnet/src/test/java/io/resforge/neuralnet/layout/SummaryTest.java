package io.resforge.neuralnet.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {

    @Test
    void resnet20NeedsAbout41MillionMultiplyAdds() {
        // Given 18 3×3 convolutions of 9 · 16² · 32² products each, but for two that halve, one on 3 channels, and the
        // shortcuts
        long stem = 9L * 3 * 16 * 1024;
        long full = 9L * 16 * 16 * 1024;
        long shortcuts = 16L * 32 * 256 + 32L * 64 * 64;
        // When
        long work = summary("resnet20-v1").multiplyAdds();
        // Then
        assertThat(work)
                .isEqualTo(stem + 16 * full + 2 * full / 2 + shortcuts + 640)
                .isBetween(40_500_000L, 41_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet20-v1", "resnet29-v2"})
    void countsTheParametersOfTheLayout(String name) {
        // Given
        ParameterLayout layout = ParameterLayout.of(graph(name));
        // When
        Summary summary = Summary.of(graph(name));
        // Then
        assertThat(summary.parameters()).isEqualTo(layout.parameterCount());
        assertThat(summary.statistics()).isEqualTo(layout.statisticCount());
    }

    @Test
    void printsOneLineForEachNode() {
        // Given
        GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);
        var x = builder.batchNorm("stem.bn", builder.convolution("stem.conv", builder.input(), 16, 3, 2));
        builder.dense("dense", builder.dropout(builder.globalAveragePool(builder.relu(x)), 0.1), 10);
        // When
        String text = Summary.of(builder.build()).text();
        // Then
        assertThat(text).isEqualTo("""
                        layer                        kind                      output   parameters    multiply-adds
                                                     input                    3×32×32
                        stem.conv                    convolution 3×3 / 2     16×16×16          432          110,592
                        stem.bn                      batch norm              16×16×16           32
                                                     ReLU                    16×16×16
                                                     global average pool           16
                                                     dropout 0.1                   16
                        dense                        dense                         10          170              160
                        total                                                                  634          110,752
                        221,504 FLOPs an image, two for each multiply-add
                        32 running means and variances
                        """);
    }

    @Test
    void tellsKernelsThatAreNotTrainedFromParameters() {
        // When
        String text = summary("speed").text();
        // Then
        assertThat(text)
                .contains("stem.conv                    whitening 2×2")
                .containsPattern("max pool 2×2 +64×15×15")
                .containsPattern("dense +dense +10 +2,560 +2,560\n")
                .contains("1,971,352", "2,304 running means", "288 numbers of kernels that are not trained");
    }

    private static Summary summary(String name) {
        return Summary.of(graph(name));
    }

    private static Graph graph(String name) {
        return Architecture.parse(name).graph(ImageShape.CIFAR, 10);
    }
}
