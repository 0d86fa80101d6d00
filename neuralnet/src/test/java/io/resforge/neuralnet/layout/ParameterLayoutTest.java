package io.resforge.neuralnet.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterLayoutTest {

    private final ParameterLayout layout = tiny();

    @Test
    void namesTensorsAsPyTorchDoes() {
        // Given
        ParameterLayout resnet =
                ParameterLayout.of(Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, 10));
        // When, Then
        assertThat(resnet.parameters())
                .extracting(TensorSlot::name)
                .startsWith("stem.conv.weight", "stem.bn.weight", "stem.bn.bias", "stage1.block1.conv1.weight")
                .contains("stage2.block1.shortcut.weight")
                .endsWith("dense.weight", "dense.bias")
                .doesNotHaveDuplicates();
        assertThat(resnet.statistics())
                .extracting(TensorSlot::name)
                .startsWith("stem.bn.running_mean", "stem.bn.running_var", "stage1.block1.bn1.running_mean");
    }

    @Test
    void tensorsFillTheVectorsWithoutGaps() {
        int end = 0;
        for (TensorSlot slot : layout.parameters()) {
            assertThat(slot.offset()).isEqualTo(end);
            end += slot.length();
        }
        assertThat(end).isEqualTo(layout.parameterCount()).isEqualTo(2 * 2 * 3 * 3 + 2 * 2 + 3 * 2 + 3);
        assertThat(layout.statisticCount()).isEqualTo(2 * 2);
    }

    @Test
    void kernelsLieChannelsLastInTheVector() {
        // Given a kernel of 2 × 2 channels and 3 × 3 places whose numbers count up
        Weights weights = counting();
        // When
        NamedTensor kernel = layout.split(weights).getFirst();
        // Then the second place of the first channel is two numbers further on
        assertThat(kernel.shape()).containsExactly(2, 2, 3, 3);
        assertThat(kernel.values()).startsWith(0f, 2f, 4f).contains(1f, 3f, 5f);
        assertThat(kernel.values()[9]).isEqualTo(1f);
        assertThat(kernel.values()[18]).isEqualTo(18f);
    }

    @Test
    void joinPutsTogetherWhatSplitTookApart() {
        // Given
        Weights weights = counting();
        List<NamedTensor> tensors = new ArrayList<>(layout.split(weights));
        // When
        Weights joined = layout.join(tensors.reversed());
        // Then
        assertThat(joined.parameters()).isEqualTo(weights.parameters());
        assertThat(joined.statistics()).isEqualTo(weights.statistics());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMaskMarksKernelsOnly(boolean dense) {
        // When
        float[] mask = layout.kernelMask(dense);
        // Then
        for (TensorSlot slot : layout.parameters()) {
            float expected =
                    slot.name().equals("conv.weight") || dense && slot.name().equals("dense.weight") ? 1 : 0;
            for (int i = slot.offset(); i < slot.offset() + slot.length(); i++) {
                assertThat(mask[i]).as("%s at %d", slot.name(), i).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesTensorsThatAreMissingUnknownDoubleOrMisshapen() {
        List<NamedTensor> tensors = layout.split(counting());
        assertRefused(tensors.subList(1, tensors.size()), "tensor conv.weight of shape [2, 2, 3, 3] is missing");
        assertRefused(plus(tensors, new NamedTensor("other", List.of(1), new float[1])), "no tensor named other");
        assertRefused(plus(tensors, tensors.getFirst()), "tensor conv.weight is there twice");
        List<NamedTensor> misshapen = new ArrayList<>(tensors);
        misshapen.set(0, new NamedTensor("conv.weight", List.of(2, 2, 9), new float[36]));
        assertRefused(misshapen, "conv.weight has shape [2, 2, 9], the network needs [2, 2, 3, 3]");
    }

    @Test
    void refusesVectorsOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.split(new Weights(new float[1], new float[4])))
                .withMessage("the network has 49 parameters and 4 statistics, the weights 1 and 4");
    }

    @Test
    void refusesATensorWhoseValuesDoNotFillItsShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NamedTensor("w", List.of(2, 3), new float[5]))
                .withMessage("tensor w of shape [2, 3] needs 6 values, has 5");
    }

    private void assertRefused(List<NamedTensor> tensors, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.join(tensors))
                .withMessageContaining(reason);
    }

    private static List<NamedTensor> plus(List<NamedTensor> tensors, NamedTensor one) {
        List<NamedTensor> more = new ArrayList<>(tensors);
        more.add(one);
        return more;
    }

    private Weights counting() {
        Weights weights = new Weights(new float[layout.parameterCount()], new float[layout.statisticCount()]);
        for (int i = 0; i < weights.parameters().length; i++) {
            weights.parameters()[i] = i;
        }
        for (int i = 0; i < weights.statistics().length; i++) {
            weights.statistics()[i] = 1000 + i;
        }
        return weights;
    }

    private static ParameterLayout tiny() {
        GraphBuilder builder = new GraphBuilder(new ImageShape(2, 4, 4));
        Node x = builder.batchNorm("bn", builder.convolution("conv", builder.input(), 2, 3, 1));
        builder.dense("dense", builder.globalAveragePool(x), 3);
        return ParameterLayout.of(builder.build());
    }
}
