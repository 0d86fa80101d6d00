package io.resforge.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Values with how often they came, as {@code /v1/status} tells them.
 *
 * @param count of them
 * @param sum of them
 * @param bounds each the largest value of its bucket
 * @param counts values up to each bound, those of smaller ones too
 */
record Spread(double count, double sum, double[] bounds, double[] counts) {

    static final Spread NONE = new Spread(0, 0, new double[0], new double[0]);

    /** Reads one. */
    static Spread of(JsonObject told) {
        double[] bounds = numbers(told.getAsJsonArray("bounds"));
        double[] counts = numbers(told.getAsJsonArray("counts"));
        return bounds.length == counts.length
                ? new Spread(told.get("count").getAsDouble(), told.get("sum").getAsDouble(), bounds, counts)
                : NONE;
    }

    private static double[] numbers(JsonArray list) {
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).getAsDouble())
                .toArray();
    }

    /** What came after an earlier one; all of it where the earlier one is not its beginning. */
    Spread since(Spread before) {
        if (before.counts.length != counts.length || before.count > count) {
            return this;
        }
        double[] more = IntStream.range(0, counts.length)
                .mapToDouble(i -> counts[i] - before.counts[i])
                .toArray();
        return new Spread(count - before.count, sum - before.sum, bounds, more);
    }

    /** The value that this share of them does not exceed, evenly spread within a bucket; empty if there are none. */
    OptionalDouble quantile(double share) {
        if (count <= 0 || bounds.length == 0) {
            return OptionalDouble.empty();
        }
        double rank = share * count;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] >= rank) {
                double lower = i == 0 ? 0 : bounds[i - 1];
                double below = i == 0 ? 0 : counts[i - 1];
                double within = counts[i] > below ? (rank - below) / (counts[i] - below) : 1;
                return OptionalDouble.of(lower + (bounds[i] - lower) * within);
            }
        }
        return OptionalDouble.of(bounds[bounds.length - 1]);
    }
}
