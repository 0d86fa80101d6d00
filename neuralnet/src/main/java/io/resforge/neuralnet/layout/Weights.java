package io.resforge.neuralnet.layout;

import java.util.List;
import java.util.Locale;

/**
 * All numbers of a trained network, in the order of its {@link ParameterLayout}.
 *
 * @param parameters what the optimizer moves, one flat vector
 * @param statistics what it does not move: running mean and variance of each batch norm, kernels that are not trained; one flat vector
 */
public record Weights(float[] parameters, float[] statistics) {

    /**
     * A tensor as the world outside sees it.
     *
     * @param name such as {@code stage1.block1.conv1.weight}
     * @param shape as PyTorch has it: kernels are {@code [out, in, height, width]}
     * @param values in row-major order of that shape
     */
    public record NamedTensor(String name, List<Integer> shape, float[] values) {

        public NamedTensor {
            shape = List.copyOf(shape);
            long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
            if (size != values.length) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "tensor %s of shape %s needs %d values, has %d",
                        name,
                        shape,
                        size,
                        values.length));
            }
        }
    }
}
