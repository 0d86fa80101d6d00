package io.resforge.report.chart;

import java.util.List;
import java.util.stream.DoubleStream;

/** The range of a vertical axis, and how its numbers are written. */
record Scale(double lower, double upper, boolean logarithmic, boolean percent) {

    /** Most values that a rate may take for them to count as steps, which a logarithmic axis shows best. */
    private static final int MOST_STEPS = 8;

    private static final double HEADROOM = 1.06;

    /** From 0 to a little above the largest value. */
    static Scale fromZero(List<Line> lines) {
        double largest = values(lines).max().orElse(0);
        return new Scale(0, largest > 0 ? largest * HEADROOM : 1, false, false);
    }

    /** Shares: from the tenth below the smallest one to 100%. */
    static Scale shares(List<Line> lines) {
        double smallest = values(lines).min().orElse(0);
        return new Scale(Math.min(0.9, Math.floor(smallest * 10) / 10), 1, false, true);
    }

    /** Rates: logarithmic where they fall in steps of orders of magnitude, else from 0. */
    static Scale rates(List<Line> lines) {
        double smallest = values(lines).min().orElse(0);
        double largest = values(lines).max().orElse(0);
        boolean steps = values(lines).distinct().count() <= MOST_STEPS;
        return steps && smallest > 0 && largest / smallest >= 50
                ? new Scale(smallest / 2, largest * 2, true, false)
                : fromZero(lines);
    }

    /** Where a value lies on the axis: its logarithm to base 10 where the axis is logarithmic, else itself. */
    double place(double value) {
        return logarithmic ? Math.log10(value) : value;
    }

    /** The distance between two labels: 1, 2 or 5 times a power of ten, so that there are about five. */
    static double step(double lower, double upper) {
        double rough = (upper - lower) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    /** Decimals that tell apart numbers a step apart. */
    static int decimals(double step) {
        return (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    }

    private static DoubleStream values(List<Line> lines) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Line.Point::value);
    }
}
