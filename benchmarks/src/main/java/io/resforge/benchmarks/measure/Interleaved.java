package io.resforge.benchmarks.measure;

import java.util.Arrays;
import java.util.List;

/**
 * Times contenders in turns, so that what else the machine does meets all of them alike; what counts is the ratio of their medians.
 *
 * @param warmUp times that each runs untimed first
 * @param rounds how often each has its turn
 * @param repeats times that it runs in a turn
 */
public record Interleaved(int warmUp, int rounds, int repeats) {

    public Interleaved {
        if (warmUp < 0 || rounds < 1 || repeats < 1) {
            throw new IllegalArgumentException("a measurement needs at least one round of one repeat, was " + rounds
                    + " of " + repeats + " after " + warmUp);
        }
    }

    /** Median milliseconds of each contender, in their order. */
    public double[] medians(List<Contender> contenders) {
        double[][] times = new double[contenders.size()][rounds * repeats];
        contenders.forEach(contender -> repeat(warmUp, contender.once()));
        for (int round = 0; round < rounds; round++) {
            for (int c = 0; c < times.length; c++) {
                for (int r = 0; r < repeats; r++) {
                    times[c][round * repeats + r] =
                            milliseconds(contenders.get(c).once());
                }
            }
        }
        return Arrays.stream(times).mapToDouble(Median::of).toArray();
    }

    private static void repeat(int times, Runnable work) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }

    private static double milliseconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e6;
    }

    /**
     * One of the things that are compared.
     *
     * @param name as the table prints it
     * @param once does the work once
     */
    public record Contender(String name, Runnable once) {}
}
