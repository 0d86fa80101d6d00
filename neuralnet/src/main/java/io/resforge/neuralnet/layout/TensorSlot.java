package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Node.KernelStart;
import java.util.List;

/**
 * The place of one tensor in a flat vector.
 *
 * @param name such as {@code stage1.block1.conv1.weight}
 * @param role what the numbers are for
 * @param shape as PyTorch has it: kernels are {@code [out, in, height, width]}
 * @param start what a kernel begins with; {@link KernelStart#HE} for what is none
 * @param offset of its first number
 */
public record TensorSlot(String name, Role role, List<Integer> shape, KernelStart start, int offset) {

    /** What the numbers of a tensor are for. */
    public enum Role {
        /** Convolution kernel; lies {@code [out, height, width, in]} in the flat vector. */
        CONVOLUTION_KERNEL,
        /** The same, in the vector of what is not trained. */
        FROZEN_KERNEL,
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

        /** Whether it lies {@code [out, height, width, in]} in its flat vector. */
        public boolean isChannelsLast() {
            return this == CONVOLUTION_KERNEL || this == FROZEN_KERNEL;
        }

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
