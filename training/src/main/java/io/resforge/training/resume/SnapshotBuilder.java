package io.resforge.training.resume;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.training.batch.BatchPosition;
import io.resforge.training.optimizer.OptimizerState;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Collects what goes into a snapshot. */
public final class SnapshotBuilder {

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
