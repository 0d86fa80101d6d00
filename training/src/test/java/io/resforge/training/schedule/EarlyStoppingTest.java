package io.resforge.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.training.recipe.Recipe.EarlyStoppingSpec;
import io.resforge.training.recipe.Recipe.Monitor;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

    private final EarlyStopping byAccuracy = new EarlyStopping(new EarlyStoppingSpec(Monitor.ACCURACY, 2, 0.01));

    @Test
    void doesNotStopBeforeTheFirstEpoch() {
        assertThat(byAccuracy.shouldStop()).isFalse();
    }

    @Test
    void stopsAfterAsManyEpochsWithoutImprovementAsItsPatience() {
        byAccuracy.epochEnded(0.5, 1);
        byAccuracy.epochEnded(0.5, 0.9);
        assertThat(byAccuracy.shouldStop()).isFalse();

        byAccuracy.epochEnded(0.51, 0.8);
        assertThat(byAccuracy.shouldStop()).isTrue();
    }

    @Test
    void waitsAnewAfterAnImprovement() {
        byAccuracy.epochEnded(0.5, 1);
        byAccuracy.epochEnded(0.5, 1);
        byAccuracy.epochEnded(0.52, 1);
        byAccuracy.epochEnded(0.52, 1);

        assertThat(byAccuracy.shouldStop()).isFalse();
    }

    @Test
    void watchesTheLossWhereAskedTo() {
        EarlyStopping byLoss = new EarlyStopping(new EarlyStoppingSpec(Monitor.LOSS, 1, 0));
        byLoss.epochEnded(0.5, 1);
        byLoss.epochEnded(0.4, 0.9);
        assertThat(byLoss.shouldStop()).isFalse();

        byLoss.epochEnded(0.9, 0.9);
        assertThat(byLoss.shouldStop()).isTrue();
    }

    @Test
    void goesOnFromARestoredState() {
        // Given
        byAccuracy.epochEnded(0.5, 1);
        byAccuracy.epochEnded(0.4, 1);
        EarlyStopping resumed = new EarlyStopping(new EarlyStoppingSpec(Monitor.ACCURACY, 2, 0.01));
        // When
        resumed.restore(byAccuracy.state());
        resumed.epochEnded(0.5, 1);
        // Then
        assertThat(resumed.shouldStop()).isTrue();
    }

    @Test
    void aStateBeforeTheFirstEpochHoldsNoBestAndIsRestoredToo() {
        // Given
        EarlyStopping.State fresh = byAccuracy.state();
        byAccuracy.epochEnded(0.5, 1);
        // When
        byAccuracy.restore(fresh);
        // Then
        assertThat(fresh).isEqualTo(new EarlyStopping.State(null, 0));
        assertThat(byAccuracy.state()).isEqualTo(fresh);
    }
}
