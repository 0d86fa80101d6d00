package io.resforge.training.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * All that goes on from one step to the next, so that a run can be stopped here and go on exactly.
 *
 * @param steps done so far, at least 0
 * @param vectors by name, such as {@code velocity}, in a fixed order; not copied
 */
public record OptimizerState(long steps, SequencedMap<String, float[]> vectors) {

    public OptimizerState {
        if (steps < 0) {
            throw new IllegalArgumentException("the steps done must be at least 0, were " + steps);
        }
        vectors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(vectors));
    }

    /**
     * Checks that this is the state of something with these vectors.
     *
     * @param lengths how many numbers each vector must have, by name
     * @return this
     * @throws IllegalArgumentException if the names or the lengths differ
     */
    OptimizerState require(SequencedMap<String, Long> lengths) {
        if (!vectors.keySet().equals(lengths.keySet())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "the state must have the vectors %s, has %s", lengths.keySet(), vectors.keySet()));
        }
        lengths.forEach((name, length) -> {
            if (vectors.get(name).length != length) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the state's vector '%s' must have %d numbers, has %d",
                        name,
                        length,
                        vectors.get(name).length));
            }
        });
        return this;
    }
}
