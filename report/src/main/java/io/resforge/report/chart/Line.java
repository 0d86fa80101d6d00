package io.resforge.report.chart;

import java.util.List;

/**
 * A line of a chart over epochs.
 *
 * @param name what the legend calls it; empty where the legend leaves it out
 * @param tone its colour
 * @param points its points, at least one
 */
record Line(String name, Tone tone, List<Point> points) {

    /** A finite value at an epoch. */
    record Point(int epoch, double value) {}
}
