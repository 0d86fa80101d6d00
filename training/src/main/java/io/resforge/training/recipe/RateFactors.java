package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;

import io.resforge.neuralnet.layout.TensorSlot;

/**
 * What the learning rate is multiplied by for each group of parameters; each above 0 and at most 1000. The decay that is part of a gradient
 * is divided by the same, so that a factor does not change how strongly a parameter is pulled towards 0.
 *
 * @param kernels of convolutions
 * @param head the dense layer's kernel
 * @param normScale the scales of batch norms
 * @param normBias the shifts of batch norms
 * @param bias of convolutions and of the dense layer
 */
public record RateFactors(double kernels, double head, double normScale, double normBias, double bias) {

    /** The same rate for all. */
    public static final RateFactors ONE = new RateFactors(1, 1, 1, 1, 1);

    public RateFactors {
        check("kernels", kernels);
        check("head", head);
        check("norm_scale", normScale);
        check("norm_bias", normBias);
        check("bias", bias);
    }

    private static void check(String key, double factor) {
        unless(factor > 0 && factor <= 1000, "rate_factors." + key, "above 0 and at most 1000", factor);
    }

    /** The factor of a tensor that is trained. */
    public double of(TensorSlot slot) {
        return switch (slot.role()) {
            case CONVOLUTION_KERNEL -> kernels;
            case DENSE_KERNEL -> head;
            case SCALE -> normScale;
            case SHIFT -> normBias;
            case BIAS -> bias;
            case FROZEN_KERNEL, MEAN, VARIANCE ->
                throw new IllegalArgumentException(slot.name() + " is not trained, so it has no rate");
        };
    }
}
