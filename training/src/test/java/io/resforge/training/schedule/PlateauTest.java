package io.resforge.training.schedule;

import static io.resforge.training.schedule.ScheduleFixture.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.training.recipe.Recipe.Monitor;
import io.resforge.training.recipe.Recipe.PlateauSpec;
import io.resforge.training.schedule.ScheduleFixture.Epoch;
import io.resforge.training.schedule.ScheduleFixture.Reductions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlateauTest {

    static List<Reductions> plateaus() {
        return PYTORCH.plateaus();
    }

    @ParameterizedTest
    @MethodSource("plateaus")
    void lowersTheRateWhenPyTorchDoes(Reductions expected) {
        Plateau plateau = new Plateau(expected.spec().plateau());

        double[] rates = PYTORCH.epochs().stream()
                .mapToDouble(epoch -> rateAfter(epoch, plateau))
                .toArray();

        assertThat(rates).containsExactly(expected.rates(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("plateaus")
    void goesOnTheSameFromARestoredStateAtAnyEpoch(Reductions expected) {
        Plateau stopped = new Plateau(expected.spec().plateau());

        double[] rates = new double[PYTORCH.epochs().size()];
        for (int i = 0; i < rates.length; i++) {
            Plateau resumed = new Plateau(expected.spec().plateau());
            resumed.restore(stopped.state());
            rates[i] = rateAfter(PYTORCH.epochs().get(i), resumed);
            stopped = resumed;
        }

        assertThat(rates).containsExactly(expected.rates(), within(1e-12));
    }

    @Test
    void neverRaisesAScheduleThatIsBelowTheFloorByItself() {
        // Given
        Plateau plateau = new Plateau(new PlateauSpec(Monitor.LOSS, 0.5, 0, 0, 0.01, 0));
        plateau.epochEnded(0, 1);
        // When
        plateau.epochEnded(0, 1);
        // Then
        assertThat(plateau.lower(0.1)).isEqualTo(0.05);
        assertThat(plateau.lower(0.015)).isEqualTo(0.01);
        assertThat(plateau.lower(0.002)).isEqualTo(0.002);
    }

    private static double rateAfter(Epoch epoch, Plateau plateau) {
        plateau.epochEnded(epoch.accuracy(), epoch.loss());
        return plateau.lower(PYTORCH.peak());
    }
}
