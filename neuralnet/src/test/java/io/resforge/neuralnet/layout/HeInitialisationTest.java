package io.resforge.neuralnet.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HeInitialisationTest {

    private final ParameterLayout layout =
            ParameterLayout.of(Architecture.parse("resnet20-v1").graph(ImageShape.CIFAR, 10));

    @Test
    void theSameSeedGivesTheSameBits() {
        assertThat(HeInitialisation.weights(layout, 7).parameters())
                .isEqualTo(HeInitialisation.weights(layout, 7).parameters())
                .isNotEqualTo(HeInitialisation.weights(layout, 8).parameters());
    }

    @Test
    void theBitsOfASeedNeverChange() {
        // Given what this seed gave when the first checkpoint was trained
        int recorded = -156465102;
        // When
        int hash = Arrays.hashCode(HeInitialisation.weights(layout, 42).parameters());
        // Then
        assertThat(hash).isEqualTo(recorded);
    }

    @Test
    void kernelsVaryByTwoOverFanIn() {
        // When
        float[] kernel = tensors().get("stage3.block2.conv1.weight").values();
        // Then
        double mean = sum(kernel, x -> x) / kernel.length;
        double variance = sum(kernel, x -> x * x) / kernel.length;
        assertThat(mean).isCloseTo(0, within(0.001));
        assertThat(variance).isCloseTo(2.0 / (64 * 3 * 3), within(0.0001));
    }

    @Test
    void batchNormChangesNothingAtFirst() {
        Map<String, NamedTensor> tensors = tensors();
        assertThat(tensors.get("stem.bn.weight").values()).containsOnly(1f);
        assertThat(tensors.get("stem.bn.bias").values()).containsOnly(0f);
        assertThat(tensors.get("stem.bn.running_mean").values()).containsOnly(0f);
        assertThat(tensors.get("stem.bn.running_var").values()).containsOnly(1f);
        assertThat(tensors.get("dense.bias").values()).containsOnly(0f);
    }

    @Test
    void aKernelCanHandOnItsChannelsAtFirst() {
        // Given a layer of 12 filters for 4 channels, of which the first four hand on
        GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);
        Node four = builder.convolution("four", builder.input(), 4, 3, 1);
        Node twelve = builder.convolution("twelve", four, 12, 3, 1, false, KernelStart.DIRAC);
        builder.dense("dense", builder.globalMaxPool(twelve), 5, false, 1, KernelStart.UNIFORM);
        ParameterLayout own = ParameterLayout.of(builder.build());
        // When
        Map<String, NamedTensor> tensors = own.split(HeInitialisation.weights(own, 1)).stream()
                .collect(Collectors.toMap(NamedTensor::name, Function.identity()));
        // Then
        float[] kernel = tensors.get("twelve.weight").values();
        for (int filter = 0; filter < 4; filter++) {
            float[] expected = new float[4 * 9];
            expected[filter * 9 + 4] = 1;
            assertThat(Arrays.copyOfRange(kernel, filter * 36, (filter + 1) * 36))
                    .isEqualTo(expected);
        }
        float[] others = Arrays.copyOfRange(kernel, 4 * 36, kernel.length);
        assertThat(others).doesNotContain(0f);
        assertThat(sum(others, x -> Math.abs(x) <= 1.0 / 6 ? 0 : 1)).isZero();
        assertThat(sum(others, x -> x * x) / others.length).isCloseTo(1.0 / 3 / 36, within(0.002));
        assertThat(sum(tensors.get("dense.weight").values(), x -> Math.abs(x) <= 1 / Math.sqrt(12) ? 0 : 1))
                .isZero();
    }

    private Map<String, NamedTensor> tensors() {
        Weights weights = HeInitialisation.weights(layout, 1);
        return layout.split(weights).stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
    }

    private static double sum(float[] values, DoubleUnaryOperator term) {
        double sum = 0;
        for (float value : values) {
            sum += term.applyAsDouble(value);
        }
        return sum;
    }
}
