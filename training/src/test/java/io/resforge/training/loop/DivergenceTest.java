package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TrainingStep.StepTally;
import io.resforge.training.loop.Descent.EpochTally;
import io.resforge.training.loop.EpochLoop.FiniteWeights;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    @Test
    void aLossThatIsNoNumberIsRefusedWithItsPlace() {
        EpochTally tally = new EpochTally(new StepTally(128, Double.NaN, 20, 40), 3, 2);

        assertThatThrownBy(() -> tally.requireFinite(3, 0.2))
                .isInstanceOf(Diverged.class)
                .hasMessageContainingAll("NaN", "epoch 3", "first 128 images", "0.2");
    }

    @Test
    void tallyIsMeansOverTheEpochSoFar() {
        EpochTally tally = new EpochTally(new StepTally(40, 40, 10, 22), 6, 4);

        assertThat(tally.requireFinite(1, 0.1)).isSameAs(tally);
        assertThat(tally.score()).isEqualTo(new TrainingScore(1, 0.25, 0.55));
        assertThat(tally.gradientNorm()).isEqualTo(1.5);
        assertThat(EpochTally.NONE.gradientNorm()).isZero();
    }

    @Test
    void logitsThatAreNotFiniteAreNeverCounted() {
        assertThatThrownBy(() -> Evaluation.requireFinite(new float[] {1, Float.POSITIVE_INFINITY}))
                .isInstanceOf(Diverged.class)
                .hasMessageContainingAll("logit of Infinity", "lower peak rate");
    }

    @Test
    void weightsThatAreNotFiniteAreNeverKept() {
        Weights parameters = new Weights(new float[] {1, Float.NEGATIVE_INFINITY}, new float[1]);
        Weights statistics = new Weights(new float[1], new float[] {Float.NaN});

        assertThatThrownBy(() -> FiniteWeights.check(parameters, 2))
                .isInstanceOf(Diverged.class)
                .hasMessageContaining("weight 1 of 2 became -Infinity in epoch 2");
        assertThatThrownBy(() -> FiniteWeights.check(statistics, 2))
                .isInstanceOf(Diverged.class)
                .hasMessageContaining("batch norm statistic 0 of 1 became NaN");
    }
}
