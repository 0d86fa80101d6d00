package io.resforge.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import io.resforge.network.torch.TorchRuntime;
import io.resforge.training.recipe.OptimizerSpec;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the numbers that src/test/python/optimizers.py had from PyTorch. */
class OptimizerTest {

    /** The fixture: mean squared error of {@code matrix · w − target}, and each optimizer's way through it. */
    record Fixture(
            float[][] matrix, float[] target, float[] start, double[] rates, float[] mask, List<Trajectory> cases) {}

    record Trajectory(String name, double decay, float[][] points) {

        @Override
        public String toString() {
            return name + " with decay " + decay;
        }
    }

    private static final Fixture FIXTURE = fixture();

    private NDManager manager;

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(2);
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Trajectory> trajectories() {
        return FIXTURE.cases().stream();
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void movesAsPyTorchDoes(Trajectory expected) {
        // Given
        NDArray parameters = manager.create(FIXTURE.start());
        Optimizer optimizer = Optimizer.of(spec(expected.name()), manager, FIXTURE.start().length);
        WeightDecay decay = new WeightDecay(expected.decay(), FIXTURE.mask(), manager);

        for (int step = 0; step < FIXTURE.rates().length; step++) {
            // When
            NDArray gradient = manager.create(gradient(parameters.toFloatArray()));
            decay.addTo(gradient, parameters);
            optimizer.step(parameters, gradient, FIXTURE.rates()[step]);
            // Then
            assertThat(parameters.toFloatArray())
                    .as("parameters after step %d", step + 1)
                    .containsExactly(expected.points()[step], within(2e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void leavesNoArraysBehind(Trajectory expected) {
        // Given
        NDArray parameters = manager.create(FIXTURE.start());
        Optimizer optimizer = Optimizer.of(spec(expected.name()), manager, FIXTURE.start().length);
        WeightDecay decay = new WeightDecay(expected.decay(), FIXTURE.mask(), manager);
        NDArray gradient = manager.create(FIXTURE.start());
        int before = manager.getManagedArrays().size();
        // When
        decay.addTo(gradient, parameters);
        optimizer.step(parameters, gradient, 0.1);
        // Then
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    private static OptimizerSpec spec(String name) {
        return switch (name) {
            case "sgd" -> new OptimizerSpec.Sgd(0, false);
            case "momentum" -> new OptimizerSpec.Sgd(0.9, false);
            case "nesterov" -> new OptimizerSpec.Sgd(0.9, true);
            case "adam" -> new OptimizerSpec.Adam(0.9, 0.999, 1e-8);
            default -> throw new IllegalArgumentException("the fixture has an unknown case: " + name);
        };
    }

    private static float[] gradient(float[] parameters) {
        double[] gradient = new double[parameters.length];
        for (int row = 0; row < FIXTURE.target().length; row++) {
            float[] factors = FIXTURE.matrix()[row];
            double error = -FIXTURE.target()[row];
            for (int i = 0; i < parameters.length; i++) {
                error += factors[i] * parameters[i];
            }
            for (int i = 0; i < parameters.length; i++) {
                gradient[i] += 2 * factors[i] * error / FIXTURE.target().length;
            }
        }
        float[] rounded = new float[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            rounded[i] = (float) gradient[i];
        }
        return rounded;
    }

    private static Fixture fixture() {
        try (Reader json = new InputStreamReader(
                OptimizerTest.class.getResourceAsStream("pytorch.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, Fixture.class);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the fixture", e);
        }
    }
}
