package io.resforge.neuralnet.image;

/** One direction of a {@link Resampling}: which source pixels make each target pixel, and with which weights. */
final class ResamplingAxis {

    private static final double RADIUS = 2;

    private final int length;
    private final int[] first;
    private final float[][] weights;

    ResamplingAxis(int length, int targets) {
        this.length = length;
        this.first = new int[targets];
        this.weights = new float[targets][];
        for (int target = 0; target < targets; target++) {
            place(target, (double) length / targets);
        }
    }

    private void place(int target, double ratio) {
        double stretch = Math.max(ratio, 1);
        double centre = (target + 0.5) * ratio - 0.5;
        int from = Math.max((int) Math.ceil(centre - RADIUS * stretch), 0);
        int to = Math.min((int) Math.floor(centre + RADIUS * stretch), length - 1);
        double[] values = new double[to - from + 1];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = cubic(Math.abs(from + i - centre) / stretch);
            sum += values[i];
        }
        float[] normalised = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            normalised[i] = (float) (values[i] / sum);
        }
        first[target] = from;
        weights[target] = normalised;
    }

    /** Keys' kernel with a = -1/2; at whole numbers it is 1 at 0 and 0 elsewhere, so that equal sizes change nothing. */
    private static double cubic(double x) {
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }

    /** Source pixels. */
    int length() {
        return length;
    }

    /** Target pixels. */
    int targets() {
        return first.length;
    }

    /** The first source pixel of a target pixel. */
    int first(int target) {
        return first[target];
    }

    /** Weights of the source pixels from the first on; they sum to 1. */
    float[] weights(int target) {
        return weights[target];
    }
}
