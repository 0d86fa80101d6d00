package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.measure.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Contenders that step in turns. What counts is the ratio within a round, since what else the machine does meets a whole round alike.
 *
 * @param warmUp steps of each before the first round
 * @param rounds how often each has its turn
 * @param steps of a turn; the first, whose caches are another's, is not counted
 */
record StepRounds(int warmUp, int rounds, int steps) {

    /**
     * How one came off.
     *
     * @param milliseconds median of all its steps
     * @param ratio median over the rounds of its time against the first contender's
     */
    record Result(Peer peer, double milliseconds, double ratio) {}

    /** Also asks for the peak in each round; its highest answer is the last result's milliseconds. */
    List<Result> run(List<Peer> peers, Peer peak) {
        double[][] medians = new double[peers.size()][rounds];
        List<List<Double>> times = new ArrayList<>();
        peers.forEach(peer -> {
            peer.step(warmUp);
            times.add(new ArrayList<>());
        });
        double highest = 0;
        for (int round = 0; round < rounds; round++) {
            for (int p = 0; p < peers.size(); p++) {
                // Forth and back, so that no contender always follows the same one.
                int turn = round % 2 == 0 ? p : peers.size() - 1 - p;
                double[] counted =
                        Arrays.stream(peers.get(turn).step(steps + 1)).skip(1).toArray();
                Arrays.stream(counted).forEach(times.get(turn)::add);
                medians[turn][round] = Median.of(counted);
            }
            highest = Math.max(highest, Arrays.stream(peak.step(50)).max().orElse(0));
        }
        List<Result> results = new ArrayList<>();
        for (int p = 0; p < peers.size(); p++) {
            double[] all =
                    times.get(p).stream().mapToDouble(Double::doubleValue).toArray();
            results.add(new Result(peers.get(p), Median.of(all), ratio(medians[p], medians[0])));
        }
        results.add(new Result(peak, highest, 0));
        return results;
    }

    private static double ratio(double[] own, double[] first) {
        double[] ratios = new double[own.length];
        for (int round = 0; round < own.length; round++) {
            ratios[round] = own[round] / first[round];
        }
        return Median.of(ratios);
    }
}
