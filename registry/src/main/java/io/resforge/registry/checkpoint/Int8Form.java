package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import java.util.List;

/**
 * How a version is computed with bytes, and what its publisher saw when it did so on a processor that can.
 *
 * @param lows the smallest number of each node of the folded network for the images that it was calibrated with
 * @param highs the largest number of each
 * @param calibrationImages how many of the training images these were
 * @param heldOutImages how many of the held-out images were classified both ways
 * @param fp32Accuracy share of them classified correctly with floats
 * @param accuracy share of them classified correctly with bytes
 * @param agreement share of them given the same class both ways
 * @param goldenLogits what it computes with bytes for the manifest's golden images, in their order
 * @param addedTo the version of the same model with the same weights, published without this, that it was added to; null where it was found
 * out before the weights were published
 */
public record Int8Form(
        List<Float> lows,
        List<Float> highs,
        int calibrationImages,
        int heldOutImages,
        double fp32Accuracy,
        double accuracy,
        double agreement,
        List<List<Float>> goldenLogits,
        String addedTo) {

    public Int8Form {
        ActivationRanges ranges = new ActivationRanges(
                FieldChecks.present("lows of int8", lows), FieldChecks.present("highs of int8", highs));
        lows = ranges.lows();
        highs = ranges.highs();
        FieldChecks.atLeast("calibrationImages", 1, calibrationImages);
        FieldChecks.atLeast("heldOutImages of int8", 1, heldOutImages);
        FieldChecks.share("fp32Accuracy", fp32Accuracy);
        FieldChecks.share("accuracy of int8", accuracy);
        FieldChecks.share("agreement", agreement);
        goldenLogits = FieldChecks.present("goldenLogits of int8", goldenLogits).stream()
                .map(List::copyOf)
                .toList();
        addedTo = addedTo == null ? null : ObjectNames.version(addedTo);
    }

    /** What was found out of weights that are not published yet. */
    public Int8Form(
            List<Float> lows,
            List<Float> highs,
            int calibrationImages,
            int heldOutImages,
            double fp32Accuracy,
            double accuracy,
            double agreement,
            List<List<Float>> goldenLogits) {
        this(lows, highs, calibrationImages, heldOutImages, fp32Accuracy, accuracy, agreement, goldenLogits, null);
    }

    /** This of the weights of a published version. */
    public Int8Form addedTo(String version) {
        return new Int8Form(
                lows,
                highs,
                calibrationImages,
                heldOutImages,
                fp32Accuracy,
                accuracy,
                agreement,
                goldenLogits,
                version);
    }

    /** The ranges of its numbers. */
    public ActivationRanges ranges() {
        return new ActivationRanges(lows, highs);
    }

    /** How much of the accuracy on the held-out images bytes cost, in percentage points; below 0 where they gained. */
    public double lostPoints() {
        return (fp32Accuracy - accuracy) * 100;
    }
}
