package io.resforge.training.optimizer;

import static io.resforge.training.optimizer.OptimizerFixture.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.resforge.training.optimizer.OptimizerFixture.Trajectory;
import io.resforge.training.recipe.OptimizerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest extends Torch {

    private static final float RELATIVE = 1e-6f;

    static List<Trajectory> trajectories() {
        return PYTORCH.cases();
    }

    /** An optimizer on its way along the fixture's gradients. */
    private final class Walk {

        private final Optimizer optimizer;
        private final WeightDecay decay;
        private final NDArray parameters;

        Walk(Trajectory trajectory, float[] from) {
            this.parameters = array(from);
            this.optimizer = Optimizer.of(trajectory.spec(), manager, from.length);
            this.decay = new WeightDecay(PYTORCH.decay(), trajectory.decoupled(), PYTORCH.mask(), manager);
        }

        void step(int step) {
            try (NDArray gradient = array(PYTORCH.gradients()[step])) {
                decay.apply(parameters, gradient, PYTORCH.rates()[step]);
                optimizer.step(parameters, gradient, PYTORCH.rates()[step]);
            }
        }

        Walk until(int last, int first) {
            for (int step = first; step < last; step++) {
                step(step);
            }
            return this;
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void movesAsPyTorchDoes(Trajectory expected) {
        // Given
        Walk walk = new Walk(expected, PYTORCH.start());

        for (int step = 0; step < PYTORCH.rates().length; step++) {
            // When
            walk.step(step);
            // Then
            float[] point = expected.points()[step];
            assertThat(walk.parameters.toFloatArray())
                    .as("parameters after step %d", step + 1)
                    .containsExactly(point, within(RELATIVE * largest(point)));
        }
    }

    /** What an error is relative to: where a parameter crosses 0, its own size says nothing. */
    private static float largest(float[] vector) {
        float largest = 0;
        for (float element : vector) {
            largest = Math.max(largest, Math.abs(element));
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void goesOnBitwiseTheSameFromARestoredState(Trajectory trajectory) {
        // Given
        float[] whole =
                new Walk(trajectory, PYTORCH.start()).until(20, 0).parameters.toFloatArray();
        Walk stopped = new Walk(trajectory, PYTORCH.start()).until(9, 0);
        Walk resumed = new Walk(trajectory, stopped.parameters.toFloatArray());
        // When
        resumed.optimizer.restore(stopped.optimizer.state());
        resumed.until(20, 9);
        // Then
        assertThat(resumed.parameters.toFloatArray()).containsExactly(whole);
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void leavesNoArraysBehind(Trajectory trajectory) {
        // Given
        Walk walk = new Walk(trajectory, PYTORCH.start());
        int before = manager.getManagedArrays().size();
        // When
        walk.step(0);
        // Then
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void remembersItsStepsAndItsVectorsByName() {
        // Given
        Optimizer adam = Optimizer.of(new OptimizerSpec.Adam(0.5, 0.75, 1e-8), manager, 2);
        NDArray parameters = array(1, 1);
        // When
        adam.step(parameters, array(2, 4), 0.1);
        // Then
        OptimizerState state = adam.state();
        assertThat(state.steps()).isEqualTo(1);
        assertThat(state.vectors().sequencedKeySet()).containsExactly("mean", "square");
        assertThat(state.vectors().get("mean")).containsExactly(1, 2);
        assertThat(state.vectors().get("square")).containsExactly(1, 4);
    }

    @Test
    void plainDescentRemembersNoVectors() {
        assertThat(Optimizer.of(new OptimizerSpec.Sgd(0, false), manager, 3).state())
                .isEqualTo(new OptimizerState(0, new LinkedHashMap<>()));
    }

    @Test
    void refusesTheStateOfAnotherKindOfOptimizer() {
        Optimizer momentum = Optimizer.of(new OptimizerSpec.Sgd(0.9, false), manager, 3);
        Optimizer adam = Optimizer.of(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), manager, 3);

        assertThatThrownBy(() -> adam.restore(momentum.state()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the state must have the vectors [mean, square], has [velocity]");
    }

    @Test
    void refusesTheStateOfOtherParametersAndStaysAsItWas() {
        // Given
        Optimizer adam = Optimizer.of(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), manager, 3);
        SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
        vectors.put("mean", new float[] {1, 1, 1});
        vectors.put("square", new float[] {1, 1});
        // When
        assertThatThrownBy(() -> adam.restore(new OptimizerState(5, vectors)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the state's vector 'square' must have 3 numbers, has 2");
        // Then
        assertThat(adam.state().steps()).isZero();
        assertThat(adam.state().vectors().get("mean")).containsExactly(0, 0, 0);
    }
}
