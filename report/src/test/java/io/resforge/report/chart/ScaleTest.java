package io.resforge.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void beginsSharesAtTheTenthBelowTheSmallest() {
        Scale scale = Scale.shares(lines(0.47, 0.93));
        assertThat(scale.lower()).isCloseTo(0.4, within(1e-9));
        assertThat(scale.upper()).isEqualTo(1);
    }

    @Test
    void leavesRoomEvenWhereEverythingIsRight() {
        assertThat(Scale.shares(lines(1, 1)).lower()).isEqualTo(0.9);
    }

    @Test
    void showsRatesThatFallInStepsOnALogarithmicAxis() {
        assertThat(Scale.rates(lines(0.1, 0.1, 0.01, 0.001)).logarithmic()).isTrue();
    }

    @Test
    void showsSmoothRatesOnALinearAxis() {
        assertThat(Scale.rates(lines(1, .9, .8, .7, .6, .5, .4, .3, .2, .001)).logarithmic())
                .isFalse();
    }

    @Test
    void standsARateOfZero() {
        Scale scale = Scale.rates(lines(0));
        assertThat(scale.upper()).isGreaterThan(scale.lower());
    }

    @Test
    void labelsAboutFiveRoundNumbers() {
        assertThat(Scale.step(0, 1.5)).isCloseTo(0.2, within(1e-12));
        assertThat(Scale.decimals(0.2)).isEqualTo(1);
        assertThat(Scale.step(0, 0.0001)).isCloseTo(0.00002, within(1e-12));
        assertThat(Scale.decimals(0.00002)).isEqualTo(5);
        assertThat(Scale.decimals(100)).isZero();
    }

    private static List<Line> lines(double... values) {
        List<Line.Point> points = new ArrayList<>();
        for (double value : values) {
            points.add(new Line.Point(points.size() + 1, value));
        }
        return List.of(new Line("", Tone.BLUE, points));
    }
}
