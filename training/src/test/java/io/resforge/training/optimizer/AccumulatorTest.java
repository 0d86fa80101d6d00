package io.resforge.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AccumulatorTest extends Torch {

    @Test
    void takesTheMeanOfWhatWasAdded() {
        // Given
        Accumulator accumulator = new Accumulator(manager, 2);
        accumulator.add(array(1, 2));
        accumulator.add(array(2, 2));
        accumulator.add(array(3, 5));
        // When
        float[] mean = accumulator.takeMean().toFloatArray();
        // Then
        assertThat(mean).containsExactly(2, 3);
    }

    @Test
    void beginsAnewAfterEachMeanWhateverBecameOfIt() {
        // Given
        Accumulator accumulator = new Accumulator(manager, 2);
        accumulator.add(array(1, Float.NaN));
        accumulator.takeMean().muli(7);
        // When
        accumulator.add(array(4, 2));
        accumulator.add(array(2, 2));
        // Then
        assertThat(accumulator.count()).isEqualTo(2);
        assertThat(accumulator.takeMean().toFloatArray()).containsExactly(3, 2);
    }

    @Test
    void leavesNoArraysBehind() {
        // Given
        Accumulator accumulator = new Accumulator(manager, 2);
        var gradient = array(1, 2);
        int before = manager.getManagedArrays().size();
        // When
        accumulator.add(gradient);
        accumulator.add(gradient);
        accumulator.takeMean();
        // Then
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void hasNoMeanOfNothing() {
        assertThatThrownBy(() -> new Accumulator(manager, 2).takeMean()).isInstanceOf(IllegalStateException.class);
    }
}
