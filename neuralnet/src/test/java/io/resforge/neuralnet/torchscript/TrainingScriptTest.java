package io.resforge.neuralnet.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingScriptTest {

    private final Graph graph = Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, 10);

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void refusesLabelSmoothingOutsideItsRange(double smoothing) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Loss(smoothing, false))
                .withMessageContaining("within [0, 1), was " + smoothing);
    }

    @Test
    void castsOnlyConvolutionsToBf16() {
        // When
        String script = TrainingScript.of(graph, true, Loss.plain());
        // Then
        assertThat(script.lines().filter(line -> line.contains("kernel") && line.contains("torch.permute")))
                .isNotEmpty()
                .allMatch(line -> line.contains("torch.view(h["));
        assertThat(script.lines().filter(line -> line.contains("batch_norm"))).noneMatch(line -> line.contains("h["));
        assertThat(script.lines().filter(line -> line.contains("linear"))).noneMatch(line -> line.contains("h["));
    }

    @Test
    void onlyAMixedLossTakesPartners() {
        assertThat(TrainingScript.of(graph, false, new Loss(0.1, true))).contains("partner: Tensor", "share: Tensor");
        assertThat(TrainingScript.of(graph, false, new Loss(0.1, false))).doesNotContain("partner", "share");
    }

    @Test
    void fp32HasNoCastOfTheImages() {
        assertThat(TrainingScript.of(graph, false, Loss.plain())).doesNotContain("torch.to(x", "torch.to(w");
    }
}
