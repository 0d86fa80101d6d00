package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Node.KernelStart;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Fresh weights: kernels as their {@link KernelStart} says, batch norm that changes nothing, biases 0. A whitened kernel begins as others
 * do, until {@link Whitening} has seen images.
 */
public final class HeInitialisation {

    private HeInitialisation() {}

    /** The same seed gives the same bits on every machine and Java version. */
    public static Weights weights(ParameterLayout layout, long seed) {
        // Random's algorithms are part of its specification; those of the newer generators' nextGaussian are not.
        Random random = new Random(seed);
        float[] parameters = new float[layout.parameterCount()];
        float[] statistics = new float[layout.statisticCount()];
        layout.parameters().forEach(slot -> fill(slot, parameters, random));
        layout.statistics().forEach(slot -> fill(slot, statistics, random));
        return new Weights(parameters, statistics);
    }

    private static void fill(TensorSlot slot, float[] vector, Random random) {
        int end = slot.offset() + slot.length();
        for (int i = slot.offset(); i < end; i++) {
            vector[i] = switch (slot.role()) {
                case CONVOLUTION_KERNEL, FROZEN_KERNEL, DENSE_KERNEL -> kernel(slot, random);
                case SCALE, VARIANCE -> 1f;
                case BIAS, SHIFT, MEAN -> 0f;
            };
        }
        if (slot.start() == KernelStart.DIRAC) {
            handOn(slot, vector);
        }
    }

    private static float kernel(TensorSlot slot, Random random) {
        double fanIn = fanIn(slot.shape());
        return switch (slot.start()) {
            case HE, WHITENED -> (float) (random.nextGaussian() * Math.sqrt(2.0 / fanIn));
            case UNIFORM, DIRAC -> (float) ((2 * random.nextDouble() - 1) / Math.sqrt(fanIn));
        };
    }

    /** Filter i is 1 in its middle for channel i, and else 0. */
    private static void handOn(TensorSlot slot, float[] vector) {
        int inputs = slot.shape().get(1);
        int area = slot.shape().get(2) * slot.shape().get(3);
        for (int filter = 0; filter < Math.min(slot.shape().getFirst(), inputs); filter++) {
            int begin = slot.offset() + filter * area * inputs;
            Arrays.fill(vector, begin, begin + area * inputs, 0);
            vector[begin + area / 2 * inputs + filter] = 1;
        }
    }

    /** Numbers that one output is computed from: all dimensions of a kernel but the first. */
    private static int fanIn(List<Integer> shape) {
        return shape.stream().skip(1).reduce(1, Math::multiplyExact);
    }
}
