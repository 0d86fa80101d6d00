package io.resforge.training.resume;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.optimizer.OptimizerState;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * All that training needs to go on from a place as if it had never stopped. There is no state of a random generator in it, since all
 * randomness is a function of the recipe's seed and the place.
 *
 * @param facts short texts by name: where it was taken, what it is of, and single numbers, each written so that it is read back to the
 *     last bit
 * @param vectors by name, such as {@code optimizer.velocity}; not copied, and never written to
 */
public record Snapshot(SequencedMap<String, String> facts, SequencedMap<String, float[]> vectors) {

    static final String EPOCH = "epoch";
    static final String STEP = "step";
    static final String STEPS = "steps";

    public Snapshot {
        facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
        vectors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(vectors));
    }

    /** Where training goes on: the epoch, and how many of its steps are done. */
    public BatchPosition place() {
        return new BatchPosition(small(EPOCH), small(STEP));
    }

    /** Steps since the beginning of the run, by which snapshots of a run are told apart. */
    public long steps() {
        return whole(STEPS);
    }

    /** How many threads the run must go on with, to end with the same weights to the last bit. */
    public int threads() {
        return small(SnapshotOrigin.THREADS);
    }

    /**
     * The arithmetic up to here.
     *
     * @throws UnusableSnapshot if it does not say
     */
    public Precision precision() {
        String name = fact(SnapshotOrigin.PRECISION);
        return Arrays.stream(Precision.values())
                .filter(precision -> precision.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnusableSnapshot("its precision is '" + name + "', which there is not"));
    }

    /** The changes of circumstances since the run began, in words, the oldest first. */
    public List<String> changes() {
        return has(SnapshotOrigin.CHANGES)
                ? fact(SnapshotOrigin.CHANGES).lines().toList()
                : List.of();
    }

    /** The same with one more fact, in place of another of its name. */
    public Snapshot with(String name, String value) {
        SequencedMap<String, String> all = new LinkedHashMap<>(facts);
        all.put(name, value);
        return new Snapshot(all, vectors);
    }

    /** @throws UnusableSnapshot if there is no such fact */
    public String fact(String name) {
        return present(facts, name, "fact");
    }

    /** @throws UnusableSnapshot if there is no such number */
    public long whole(String name) {
        try {
            return Long.parseLong(fact(name));
        } catch (NumberFormatException e) {
            throw new UnusableSnapshot(
                    String.format(Locale.ROOT, "its fact '%s' is no whole number: '%s'", name, fact(name)), e);
        }
    }

    private int small(String name) {
        long number = whole(name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new UnusableSnapshot(String.format(
                    Locale.ROOT, "its fact '%s' must be from 0 to %d, was %d", name, Integer.MAX_VALUE, number));
        }
        return (int) number;
    }

    /** @throws UnusableSnapshot if there is no such number */
    public double number(String name) {
        try {
            return Double.parseDouble(fact(name));
        } catch (NumberFormatException e) {
            throw new UnusableSnapshot(
                    String.format(Locale.ROOT, "its fact '%s' is no number: '%s'", name, fact(name)), e);
        }
    }

    /** @throws UnusableSnapshot if there are no such weights */
    public Weights weights(String name) {
        return new Weights(vector(name + SnapshotBuilder.PARAMETERS), vector(name + SnapshotBuilder.STATISTICS));
    }

    /** @throws UnusableSnapshot if there is no such state */
    public OptimizerState state(String name) {
        SequencedMap<String, float[]> ofState = new LinkedHashMap<>();
        vectors.forEach((vector, values) -> {
            if (vector.startsWith(name + ".")) {
                ofState.put(vector.substring(name.length() + 1), values);
            }
        });
        return new OptimizerState(whole(name + SnapshotBuilder.STEPS), ofState);
    }

    /** Whether there is a fact of this name. */
    public boolean has(String name) {
        return facts.containsKey(name);
    }

    private float[] vector(String name) {
        return present(vectors, name, "vector");
    }

    private static <T> T present(Map<String, T> values, String name, String what) {
        T value = values.get(name);
        if (value == null) {
            throw new UnusableSnapshot(String.format(Locale.ROOT, "it has no %s '%s'", what, name), null);
        }
        return value;
    }

    /** Collects what goes into a snapshot. */
    public static final class SnapshotBuilder {

        static final String PARAMETERS = ".parameters";
        static final String STATISTICS = ".statistics";
        static final String STEPS = ".steps";

        private final SequencedMap<String, String> facts = new LinkedHashMap<>();
        private final SequencedMap<String, float[]> vectors = new LinkedHashMap<>();

        /**
         * A snapshot to be taken.
         *
         * @param origin what it is of
         * @param place where training goes on
         * @param stepsPerEpoch of the run
         */
        public SnapshotBuilder(SnapshotOrigin origin, BatchPosition place, int stepsPerEpoch) {
            facts.putAll(origin.facts());
            put(Snapshot.EPOCH, place.epoch());
            put(Snapshot.STEP, place.step());
            put(Snapshot.STEPS, (place.epoch() - 1L) * stepsPerEpoch + place.step());
        }

        /** Adds a whole number. */
        public void put(String name, long value) {
            facts.put(name, Long.toString(value));
        }

        /** Adds a number, which is read back to the last bit. */
        public void put(String name, double value) {
            facts.put(name, Double.toString(value));
        }

        /** Adds a vector; it is not copied. */
        public void put(String name, float[] values) {
            vectors.put(name, values);
        }

        /** Adds weights. */
        public void put(String name, Weights weights) {
            put(name + PARAMETERS, weights.parameters());
            put(name + STATISTICS, weights.statistics());
        }

        /** Adds what an optimizer, or something like it, remembers. */
        public void put(String name, OptimizerState state) {
            put(name + STEPS, state.steps());
            state.vectors().forEach((vector, values) -> put(name + "." + vector, values));
        }

        /** The snapshot. */
        public Snapshot build() {
            return new Snapshot(facts, vectors);
        }
    }

    /** A snapshot that a run cannot go on from; the message says why. */
    public static final class UnusableSnapshot extends RuntimeException {

        public UnusableSnapshot(String message) {
            super(message);
        }

        public UnusableSnapshot(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Where the snapshots of one run are kept. All calls come from the training thread, which should not wait long for them. */
    public interface Snapshots {

        /** Whether it is time for another; asked after each step. */
        boolean due();

        /** Keeps a snapshot. Where that fails, training goes on without it. */
        void keep(Snapshot snapshot);

        /** Keeps the last snapshot before training stops here, to go on elsewhere or later; it is kept when this returns. */
        void keepLast(Snapshot snapshot);

        /** None are kept. */
        static Snapshots none() {
            return new Snapshots() {

                @Override
                public boolean due() {
                    return false;
                }

                @Override
                public void keep(Snapshot snapshot) {}

                @Override
                public void keepLast(Snapshot snapshot) {}
            };
        }
    }
}
