package io.resforge.neuralnet.layout;

import java.util.List;
import java.util.Random;

/** Fresh weights: kernels normal with variance 2 / fan-in (arXiv 1502.01852), batch norm that changes nothing, biases 0. */
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
        double deviation = Math.sqrt(2.0 / fanIn(slot.shape()));
        int end = slot.offset() + slot.length();
        for (int i = slot.offset(); i < end; i++) {
            vector[i] = switch (slot.role()) {
                case CONVOLUTION_KERNEL, DENSE_KERNEL -> (float) (random.nextGaussian() * deviation);
                case SCALE, VARIANCE -> 1f;
                case BIAS, SHIFT, MEAN -> 0f;
            };
        }
    }

    /** Numbers that one output is computed from: all dimensions of a kernel but the first. */
    private static int fanIn(List<Integer> shape) {
        return shape.stream().skip(1).reduce(1, Math::multiplyExact);
    }
}
