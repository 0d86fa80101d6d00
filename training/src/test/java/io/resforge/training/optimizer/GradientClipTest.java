package io.resforge.training.optimizer;

import static io.resforge.training.optimizer.OptimizerFixture.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.resforge.training.optimizer.OptimizerFixture.Clipped;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientClipTest extends Torch {

    static IntStream gradients() {
        return IntStream.range(0, PYTORCH.gradients().length);
    }

    @ParameterizedTest
    @MethodSource("gradients")
    void clipsAsPyTorchDoes(int index) {
        // Given
        NDArray gradient = array(PYTORCH.gradients()[index]);
        Clipped expected = PYTORCH.clipped().get(index);
        // When
        float norm = new GradientClip(PYTORCH.most(), manager).apply(gradient).getFloat();
        // Then
        assertThat(norm).isEqualTo(expected.norm(), within(1e-6f * expected.norm()));
        assertThat(gradient.toFloatArray()).containsExactly(expected.gradient(), within(1e-6f));
    }

    @Test
    void leavesASmallGradientExactlyAsItIs() {
        NDArray gradient = array(0.3f, -0.4f, 0.1f);

        new GradientClip(1, manager).apply(gradient);

        assertThat(gradient.toFloatArray()).containsExactly(0.3f, -0.4f, 0.1f);
    }

    @Test
    void leavesAGradientOfNothingAsItIs() {
        NDArray gradient = array(0, 0);

        assertThat(new GradientClip(1, manager).apply(gradient).getFloat()).isZero();
        assertThat(gradient.toFloatArray()).containsExactly(0, 0);
    }

    @Test
    void leavesNothingButTheNormBehind() {
        // Given
        GradientClip clip = new GradientClip(1, manager);
        NDArray gradient = array(3, 4);
        int before = manager.getManagedArrays().size();
        // When
        NDArray norm = clip.apply(gradient);
        // Then
        assertThat(norm.getFloat()).isEqualTo(5);
        assertThat(manager.getManagedArrays()).hasSize(before + 1).contains(norm);
    }

    @Test
    void refusesALargestNormOfNothing() {
        assertThatThrownBy(() -> new GradientClip(0, manager))
                .hasMessage("the largest norm of a gradient must be above 0, was 0.0");
    }
}
