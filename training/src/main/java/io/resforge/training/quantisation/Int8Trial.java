package io.resforge.training.quantisation;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.logits.Softmax;
import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Tries a trained network with bytes against the same network with floats.
 *
 * @param quantisation of the network
 * @param images that it was trained with, among them those that were held out
 * @param golden pixels of the images whose logits are to be told, {@code height × width × channels} bytes each
 */
public record Int8Trial(Quantisation quantisation, LabelledImages images, List<byte[]> golden) {

    /** Held-out images that are classified both ways, where there are as many. */
    public static final int MOST_HELD_OUT = 10_000;

    /** Takes what a trial found. */
    public interface Findings<T> {

        /**
         * Takes it.
         *
         * @param lows the smallest number of each node of the folded network
         * @param highs the largest number of each
         * @param calibrationImages training images that these were measured on
         * @param heldOutImages held-out images that were classified both ways
         * @param fp32Accuracy share of them classified correctly with floats
         * @param accuracy share of them classified correctly with bytes
         * @param agreement share of them given the same class both ways
         * @param goldenLogits with bytes, a row for each golden image
         */
        T of(
                List<Float> lows,
                List<Float> highs,
                int calibrationImages,
                int heldOutImages,
                double fp32Accuracy,
                double accuracy,
                double agreement,
                List<List<Float>> goldenLogits);
    }

    /** The held-out images that {@link #run} classifies. */
    public LabelledImages heldOut() {
        int[] heldOut = Split.of(images).heldOut();
        return images.select(IntStream.of(heldOut).limit(MOST_HELD_OUT).toArray());
    }

    /**
     * Measures the ranges on images that were learnt, and classifies the held-out ones.
     *
     * @param fp32Logits of {@link #heldOut} with floats, {@code [count * classes]}; what follows is not read
     * @throws Quantisation.QuantisationFailure if it fails, takes too long or computes no numbers
     * @throws InterruptedException if the thread is interrupted
     */
    public <T> T run(float[] fp32Logits, Findings<T> form) throws InterruptedException {
        LabelledImages calibration = images.select(Split.of(images).sample(images, Quantisation.CALIBRATION_IMAGES));
        ActivationRanges ranges = quantisation.calibrate(calibration);
        LabelledImages heldOut = heldOut();
        float[] logits = quantisation.logits(ranges, heldOut);
        int classes = logits.length / heldOut.count();
        BothWays both = new BothWays(logits, fp32Logits, heldOut.labels(), classes);
        return form.of(
                ranges.lows(),
                ranges.highs(),
                calibration.count(),
                heldOut.count(),
                both.share(image -> both.fp32Class(image) == heldOut.labels()[image]),
                both.share(image -> both.int8Class(image) == heldOut.labels()[image]),
                both.share(image -> both.int8Class(image) == both.fp32Class(image)),
                rows(quantisation.logits(ranges, goldenImages()), classes));
    }

    private LabelledImages goldenImages() {
        ImageShape shape = images.shape();
        byte[] pixels = new byte[golden.size() * shape.bytes()];
        for (int i = 0; i < golden.size(); i++) {
            System.arraycopy(golden.get(i), 0, pixels, i * shape.bytes(), shape.bytes());
        }
        return new LabelledImages(shape, pixels, new int[golden.size()]);
    }

    private static List<List<Float>> rows(float[] logits, int classes) {
        List<List<Float>> rows = new ArrayList<>();
        for (int from = 0; from < logits.length; from += classes) {
            List<Float> row = new ArrayList<>();
            for (int i = from; i < from + classes; i++) {
                row.add(logits[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** The logits of the same images, computed both ways. */
    private record BothWays(float[] int8, float[] fp32, int[] labels, int classes) {

        int int8Class(int image) {
            return Softmax.likeliest(int8, image * classes, classes);
        }

        int fp32Class(int image) {
            return Softmax.likeliest(fp32, image * classes, classes);
        }

        double share(IntPredicate holds) {
            return (double) IntStream.range(0, labels.length).filter(holds).count() / labels.length;
        }
    }
}
