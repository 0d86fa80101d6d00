package io.resforge.neuralnet.logits;

/** From a row of logits to probabilities. The largest logit is taken from each, so that none overflows. */
public final class Softmax {

    private Softmax() {}

    /** The class with the largest logit, from 0; of equals the first. */
    public static int likeliest(float[] logits, int from, int classes) {
        int best = 0;
        for (int i = 1; i < classes; i++) {
            if (logits[from + i] > logits[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /** The sum over the classes of {@code exp(logit - largest)}: from 1 to the number of classes. */
    public static double sum(float[] logits, int from, int classes) {
        double largest = logits[from + likeliest(logits, from, classes)];
        double sum = 0;
        for (int i = from; i < from + classes; i++) {
            sum += Math.exp(logits[i] - largest);
        }
        return sum;
    }

    /** The probability of each class, {@code exp(logit - largest) / sum}. */
    public static float[] of(float[] logits, int from, int classes) {
        double largest = logits[from + likeliest(logits, from, classes)];
        double sum = sum(logits, from, classes);
        float[] probabilities = new float[classes];
        for (int i = 0; i < classes; i++) {
            probabilities[i] = (float) (Math.exp(logits[from + i] - largest) / sum);
        }
        return probabilities;
    }
}
