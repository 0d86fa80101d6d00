package io.resforge.neuralnet.layout;

import java.util.List;

/**
 * The place of one tensor in a flat vector.
 *
 * @param name such as {@code stage1.block1.conv1.weight}
 * @param role what the numbers are for
 * @param shape as PyTorch has it: kernels are {@code [out, in, height, width]}
 * @param offset of its first number
 */
public record TensorSlot(String name, Role role, List<Integer> shape, int offset) {

    /** What the numbers of a tensor are for. */
    public enum Role {
        /** Convolution kernel; lies {@code [out, height, width, in]} in the flat vector. */
        CONVOLUTION_KERNEL,
        /** Matrix of a dense layer, {@code [out, in]}. */
        DENSE_KERNEL,
        BIAS,
        /** Batch norm's gamma. */
        SCALE,
        /** Batch norm's beta. */
        SHIFT,
        /** Batch norm's running mean. */
        MEAN,
        /** Batch norm's running variance. */
        VARIANCE;

        /** Whether L2 acts on it. */
        public boolean isKernel() {
            return this == CONVOLUTION_KERNEL || this == DENSE_KERNEL;
        }
    }

    public TensorSlot {
        shape = List.copyOf(shape);
    }

    /** How many numbers it has. */
    public int length() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
