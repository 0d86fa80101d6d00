package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.inference.telemetry.VersionMeters.Drift;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftTest {

    @Test
    void isZeroWhenTheClassesComeAsOftenAsBefore() {
        Drift drift = new Drift(List.of(.5, .3, .2), 10);

        predict(drift, 0, 5);
        predict(drift, 1, 3);
        predict(drift, 2, 2);

        assertThat(drift.index()).isCloseTo(0, within(1e-12));
    }

    @Test
    void sumsTheDifferencesOfTheSharesTimesTheLogarithmsOfTheirRatios() {
        // Given: half and half before, four to one now
        Drift drift = new Drift(List.of(.5, .5), 10);
        // When
        predict(drift, 0, 8);
        predict(drift, 1, 2);
        // Then: (.8 - .5) ln(.8 / .5) + (.2 - .5) ln(.2 / .5)
        assertThat(drift.index()).isCloseTo(.3 * Math.log(1.6) - .3 * Math.log(.4), within(1e-12));
    }

    @Test
    void saysNothingBeforeAWholeWindow() {
        Drift drift = new Drift(List.of(.5, .5), 10);

        predict(drift, 0, 9);

        assertThat(drift.index()).isZero();
    }

    @Test
    void forgetsWhatLiesBeforeTheWindow() {
        Drift drift = new Drift(List.of(.5, .5), 10);
        predict(drift, 0, 1_000);
        assertThat(drift.index()).isGreaterThan(1);

        for (int i = 0; i < 10; i++) {
            drift.predicted(i % 2);
        }

        assertThat(drift.index()).isCloseTo(0, within(1e-12));
    }

    @Test
    void isANumberThoughAClassNeverOccursNowOrNeverDidBefore() {
        Drift drift = new Drift(List.of(1., 0.), 10);

        predict(drift, 1, 10);

        assertThat(drift.index()).isFinite().isGreaterThan(10);
    }

    private static void predict(Drift drift, int classIndex, int times) {
        for (int i = 0; i < times; i++) {
            drift.predicted(classIndex);
        }
    }
}
