package io.resforge.report.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a network that says 80% is right 8 times of 10 (Guo et al., arXiv 1706.04599).
 *
 * @param bins equally wide intervals of confidence, from 0 to 1
 * @param expectedError expected calibration error: the mean over all images of the distance between the accuracy and
 *     the mean confidence of their bin, from 0 to 1
 */
public record Calibration(List<Bin> bins, double expectedError) {

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * The images whose confidence lies above {@code lower} and not above {@code upper}.
     *
     * @param images number of them; where it is 0, so are accuracy and confidence
     * @param accuracy share of them that was classified correctly
     * @param confidence mean confidence
     */
    public record Bin(double lower, double upper, int images, double accuracy, double confidence) {

        /** How far the accuracy lies from the mean confidence; above 0 where the network is too sure of itself. */
        public double gap() {
            return confidence - accuracy;
        }
    }

    /** Sorts the predictions into {@code count} bins. */
    public static Calibration of(Predictions predictions, int count) {
        int[] images = new int[count];
        int[] right = new int[count];
        double[] confidence = new double[count];
        for (int image = 0; image < predictions.size(); image++) {
            double sure = predictions.confidence(image);
            int bin = Math.clamp((int) Math.ceil(sure * count) - 1, 0, count - 1);
            images[bin]++;
            right[bin] += predictions.predicted(image) == predictions.truth(image) ? 1 : 0;
            confidence[bin] += sure;
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int whole = Math.max(1, images[i]);
            bins.add(new Bin(
                    (double) i / count,
                    (double) (i + 1) / count,
                    images[i],
                    (double) right[i] / whole,
                    confidence[i] / whole));
        }
        return new Calibration(bins, error(bins, predictions.size()));
    }

    private static double error(List<Bin> bins, int images) {
        return bins.stream()
                .mapToDouble(bin -> Math.abs(bin.gap()) * bin.images() / images)
                .sum();
    }
}
