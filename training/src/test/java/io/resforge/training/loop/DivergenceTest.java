package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.network.layout.Weights;
import io.resforge.network.torch.Tally;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    @Test
    void aLossThatIsNoNumberIsRefusedWithItsPlace() {
        EpochTally tally = new EpochTally(3);
        tally.add(new Tally(64, 100, 20, 40), 0.1);

        assertThatThrownBy(() -> tally.add(new Tally(64, Double.NaN, 0, 0), 0.2))
                .isInstanceOf(Diverged.class)
                .hasMessageContainingAll("NaN", "epoch 3", "first 128 images", "0.2");
    }

    @Test
    void tallyIsOverTheWholeEpoch() {
        EpochTally tally = new EpochTally(1);
        tally.add(new Tally(10, 30, 1, 2), 0.1);
        tally.add(new Tally(30, 10, 9, 12), 0.1);

        assertThat(tally.loss()).isEqualTo(1);
        assertThat(tally.accuracy()).isEqualTo(0.25);
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
