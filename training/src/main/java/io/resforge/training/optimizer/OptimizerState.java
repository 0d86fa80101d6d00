package io.resforge.training.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.resforge.neuralnet.torch.TorchArrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
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

    /** The native memory of something that goes on from step to step: named vectors, and numbers for its formulae. */
    static final class OptimizerSlots {

        private final NDManager manager;
        private final NDManager host;
        private final Optional<NDArray> factors;
        private final SequencedMap<String, NDArray> vectors = new LinkedHashMap<>();

        OptimizerSlots(NDManager manager) {
            this.manager = manager;
            this.host = manager.newSubManager(Device.cpu());
            this.factors = Optional.empty();
        }

        /** @param factors of the rate, one for each parameter */
        OptimizerSlots(NDManager manager, float[] factors) {
            this.manager = manager;
            this.host = manager.newSubManager(Device.cpu());
            this.factors = Optional.of(manager.create(factors));
        }

        /** A new vector, filled with one number. */
        NDArray vector(String name, long length, double value) {
            return named(name, manager.full(new Shape(length), (float) value));
        }

        /** A new vector that begins as a copy. */
        NDArray copy(String name, NDArray of) {
            NDArray copy = of.duplicate();
            copy.attach(manager);
            return named(name, copy);
        }

        /**
         * A number for an operation; the caller closes it unless it is meant to live on. It stays in the host's memory, where operations
         * on any device take it as it is; {@code array.mul(0.9)} would copy the number to the array's device first and wait for that.
         */
        NDArray number(double value) {
            return host.create((float) value);
        }

        /** What a step is multiplied by; the caller closes it. One number, or where parameters have factors, one for each. */
        NDArray rate(double rate) {
            NDArray number = number(rate);
            if (factors.isEmpty()) {
                return number;
            }
            try (number) {
                return factors.get().mul(number);
            }
        }

        /** Copies of the vectors. Waits until they are computed. */
        OptimizerState state(long steps) {
            SequencedMap<String, float[]> copies = new LinkedHashMap<>();
            vectors.forEach((name, vector) -> copies.put(name, vector.toFloatArray()));
            return new OptimizerState(steps, copies);
        }

        /**
         * Overwrites the vectors.
         *
         * @throws IllegalArgumentException if the state has other vectors, or of other lengths; nothing is changed then
         */
        void restore(OptimizerState state) {
            SequencedMap<String, Long> lengths = new LinkedHashMap<>();
            vectors.forEach((name, vector) -> lengths.put(name, vector.size()));
            state.require(lengths).vectors().forEach((name, values) -> TorchArrays.write(values, vectors.get(name)));
        }

        private NDArray named(String name, NDArray vector) {
            vectors.put(name, vector);
            return vector;
        }
    }
}
