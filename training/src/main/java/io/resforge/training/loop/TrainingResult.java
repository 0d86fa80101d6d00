package io.resforge.training.loop;

import io.resforge.network.image.Normalisation;
import io.resforge.network.layout.Weights;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What came of training.
 *
 * @param epoch the best by held-out accuracy
 * @param weights of that epoch
 * @param heldOutAccuracy of those weights
 * @param testAccuracy of those weights; empty without test images
 * @param normalisation by the training images' own mean and deviation
 * @param classBaseline share of each class among the predictions for the held-out images
 * @param golden some held-out images of all classes with their logits
 */
public record TrainingResult(
        int epoch,
        Weights weights,
        double heldOutAccuracy,
        OptionalDouble testAccuracy,
        Normalisation normalisation,
        List<Double> classBaseline,
        List<GoldenImage> golden,
        int trainingImages,
        int heldOutImages) {

    /** An image, {@code height × width × channels} bytes, and its logits. */
    public record GoldenImage(byte[] pixels, float[] logits) {}
}
