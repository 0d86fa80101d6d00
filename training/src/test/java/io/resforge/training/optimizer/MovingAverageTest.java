package io.resforge.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import org.junit.jupiter.api.Test;

class MovingAverageTest extends Torch {

    @Test
    void beginsAsACopyOfTheWeights() {
        // Given
        NDArray parameters = array(1, 2);
        // When
        MovingAverage average = new MovingAverage(0.9, parameters, array(3), manager);
        parameters.muli(5);
        // Then
        assertThat(average.weights().parameters()).containsExactly(1, 2);
        assertThat(average.weights().statistics()).containsExactly(3);
    }

    @Test
    void forgetsItsBeginningSoonAndThenKeepsToItsDecay() {
        // Given
        MovingAverage average = new MovingAverage(0.2, array(11), array(-22), manager);
        // When
        average.update(array(0), array(0));
        // Then: d = 2/11
        assertThat(average.weights().parameters()[0]).isEqualTo(2, within(1e-6f));
        assertThat(average.weights().statistics()[0]).isEqualTo(-4, within(1e-6f));
        // When
        average.update(array(1), array(1));
        // Then: 3/12 is more than the decay
        assertThat(average.weights().parameters()[0]).isEqualTo(0.2f * 2 + 0.8f, within(1e-6f));
        assertThat(average.weights().statistics()[0]).isEqualTo(0.2f * -4 + 0.8f, within(1e-6f));
    }

    @Test
    void theAverageOfWeightsThatStayIsExactlyThem() {
        // Given
        NDArray parameters = array(0.1f, 1 / 3f);
        MovingAverage average = new MovingAverage(0.999, parameters, array(0.7f), manager);
        // When
        for (int i = 0; i < 50; i++) {
            average.update(parameters, array(0.7f));
        }
        // Then
        assertThat(average.weights().parameters()).containsExactly(0.1f, 1 / 3f);
        assertThat(average.weights().statistics()).containsExactly(0.7f);
    }

    @Test
    void goesOnBitwiseTheSameFromARestoredState() {
        // Given
        MovingAverage whole = new MovingAverage(0.9, array(1, 2), array(3), manager);
        whole.update(array(0.3f, 0.1f), array(0.7f));
        MovingAverage resumed = new MovingAverage(0.9, array(0, 0), array(0), manager);
        // When
        resumed.restore(whole.state());
        whole.update(array(0.6f, -0.1f), array(0.2f));
        resumed.update(array(0.6f, -0.1f), array(0.2f));
        // Then
        assertThat(resumed.weights().parameters())
                .containsExactly(whole.weights().parameters());
        assertThat(resumed.weights().statistics())
                .containsExactly(whole.weights().statistics());
        assertThat(resumed.state().steps()).isEqualTo(2);
    }

    @Test
    void leavesNoArraysBehind() {
        // Given
        NDArray parameters = array(1, 2);
        NDArray statistics = array(3);
        MovingAverage average = new MovingAverage(0.9, parameters, statistics, manager);
        int before = manager.getManagedArrays().size();
        // When
        average.update(parameters, statistics);
        // Then
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void refusesTheStateOfAnotherNetwork() {
        MovingAverage small = new MovingAverage(0.9, array(1), array(3), manager);
        MovingAverage large = new MovingAverage(0.9, array(1, 2), array(3), manager);

        assertThatThrownBy(() -> large.restore(small.state()))
                .hasMessage("the state's vector 'parameters' must have 2 numbers, has 1");
    }
}
