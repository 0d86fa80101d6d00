package io.resforge.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.Recipe.LookaheadSpec;
import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import io.resforge.training.schedule.LearningRate;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps with a rate of their own for some parameters and slow weights, as src/test/python/airbench.py had them from PyTorch. */
class AirbenchTest extends Torch {

    private static final int STEPS = 20;
    private static final double PEAK = 0.05;
    private static final float[] FACTORS = {1, 1, 1, 1, 1, 64, 64, 64};
    private static final OptimizerSpec NESTEROV = new OptimizerSpec.Sgd(0.85, true);
    private static final LearningRate RATE =
            LearningRate.of(new ScheduleSpec.Triangle(0.23, 0.2, 0.07), PEAK, new WarmupSpec(0, 0.04), 4, STEPS / 4);
    private static final Fixture PYTORCH = read();

    private record Fixture(float[] start, float[][] gradients, float[][] statistics, List<Step> steps) {}

    private record Step(double rate, float[] parameters, float[] statistics) {}

    /** All that a run has, on its way along the fixture's gradients. */
    private final class Walk {

        private final NDArray parameters;
        private final NDArray statistics;
        private final Optimizer optimizer = Optimizer.of(NESTEROV, manager, FACTORS);
        private final WeightDecay decay;
        private final Lookahead lookahead;

        Walk(float[] from, float[] statisticsFrom) {
            this.parameters = array(from);
            this.statistics = array(statisticsFrom);
            float[] share = new float[FACTORS.length];
            for (int i = 0; i < share.length; i++) {
                share[i] = 1 / FACTORS[i];
            }
            this.decay = new WeightDecay(0.1, false, share, manager);
            this.lookahead = new Lookahead(new LookaheadSpec(5, 0.95, 3), STEPS, parameters, statistics, manager);
        }

        void step(int step) {
            try (NDArray gradient = array(PYTORCH.gradients()[step]);
                    NDArray own = array(PYTORCH.statistics()[step + 1])) {
                decay.apply(parameters, gradient, RATE.at(step));
                optimizer.step(parameters, gradient, RATE.at(step));
                statistics.subi(statistics.duplicate()).addi(own);
                lookahead.update(parameters, statistics);
            }
        }
    }

    @Test
    void movesAsPyTorchDoes() {
        Walk walk = new Walk(PYTORCH.start(), PYTORCH.statistics()[0]);
        for (int step = 0; step < STEPS; step++) {
            walk.step(step);

            Step expected = PYTORCH.steps().get(step);
            assertThat(RATE.at(step)).isCloseTo(expected.rate(), within(1e-12));
            assertThat(walk.parameters.toFloatArray())
                    .as("parameters after step %d", step + 1)
                    .containsExactly(expected.parameters(), within(2e-6f));
            assertThat(walk.statistics.toFloatArray())
                    .as("statistics after step %d", step + 1)
                    .containsExactly(expected.statistics(), within(1e-6f));
        }
    }

    @Test
    void goesOnBitwiseTheSameFromARestoredState() {
        for (int stop : new int[] {4, 5, 13, 19}) {
            Walk whole = new Walk(PYTORCH.start(), PYTORCH.statistics()[0]);
            Walk stopped = new Walk(PYTORCH.start(), PYTORCH.statistics()[0]);
            for (int step = 0; step < STEPS; step++) {
                whole.step(step);
                if (step < stop) {
                    stopped.step(step);
                }
            }

            Walk resumed = new Walk(stopped.parameters.toFloatArray(), stopped.statistics.toFloatArray());
            resumed.optimizer.restore(stopped.optimizer.state());
            resumed.lookahead.restore(stopped.lookahead.state());
            for (int step = stop; step < STEPS; step++) {
                resumed.step(step);
            }

            assertThat(resumed.parameters.toFloatArray()).containsExactly(whole.parameters.toFloatArray());
            assertThat(resumed.statistics.toFloatArray()).containsExactly(whole.statistics.toFloatArray());
        }
    }

    @Test
    void leavesNoArraysBehind() {
        Lookahead lookahead = new Lookahead(new LookaheadSpec(1, 0.9, 1), 3, array(1, 2), array(3), manager);
        NDArray parameters = array(5, 6);
        NDArray statistics = array(7);
        int before = manager.getManagedArrays().size();

        lookahead.update(parameters, statistics);
        lookahead.update(parameters, statistics);
        lookahead.update(parameters, statistics);

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void numbersThatStayTheSameStayWhatTheyAre() {
        float odd = 0.1f + 1e-8f;
        NDArray statistics = array(odd);
        Lookahead lookahead = new Lookahead(new LookaheadSpec(1, 0.97, 1), 7, array(1), statistics, manager);
        for (int step = 0; step < 7; step++) {
            lookahead.update(array(step), statistics);
        }

        assertThat(statistics.toFloatArray()).containsExactly(odd);
    }

    @Test
    void refusesTheStateOfOtherWeights() {
        LookaheadSpec spec = new LookaheadSpec(5, 0.95, 3);
        Lookahead two = new Lookahead(spec, 9, array(1, 2), array(3), manager);
        Lookahead three = new Lookahead(spec, 9, array(1, 2, 3), array(3), manager);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> three.restore(two.state()))
                .withMessageContaining("'parameters' must have 3 numbers, has 2");
    }

    private static Fixture read() {
        try (Reader json = new InputStreamReader(
                AirbenchTest.class.getResourceAsStream("airbench.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, Fixture.class);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the fixture", e);
        }
    }
}
