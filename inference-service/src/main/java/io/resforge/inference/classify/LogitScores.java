package io.resforge.inference.classify;

import io.resforge.inference.classify.Answer.ClassScore;
import java.util.ArrayList;
import java.util.List;

/** From logits to answers. */
public final class LogitScores {

    private LogitScores() {}

    /**
     * The {@code k} likeliest classes, best first; of equals the one with the lower index. Probabilities are the softmax
     * {@code exp(z_i) / sum_j exp(z_j)}, with the largest logit taken from each so that none overflows.
     *
     * @param logits of several images
     * @param image which of them
     */
    public static List<ClassScore> top(float[] logits, int image, List<String> labels, int k) {
        int from = image * labels.size();
        int[] best = best(logits, from, labels.size(), k);
        double largest = logits[from + best[0]];
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            sum += Math.exp(logits[from + i] - largest);
        }
        List<ClassScore> scores = new ArrayList<>(k);
        for (int index : best) {
            float probability = (float) (Math.exp(logits[from + index] - largest) / sum);
            scores.add(new ClassScore(labels.get(index), index, probability));
        }
        return scores;
    }

    /** The softmax of each image's logits: {@code [images * classes]} in and out. */
    public static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            double largest = Float.NEGATIVE_INFINITY;
            for (int i = from; i < from + classes; i++) {
                largest = Math.max(largest, logits[i]);
            }
            double sum = 0;
            for (int i = from; i < from + classes; i++) {
                sum += Math.exp(logits[i] - largest);
            }
            for (int i = from; i < from + classes; i++) {
                probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
            }
        }
        return probabilities;
    }

    /** The class with the largest logit; of equals the one with the lower index. */
    static int likeliest(float[] logits, int image, int classes) {
        return best(logits, image * classes, classes, 1)[0];
    }

    /** Inserts each class into a short sorted list: linear in the number of classes for the small {@code k} of most calls. */
    private static int[] best(float[] logits, int from, int classes, int k) {
        int[] best = new int[k];
        int found = 0;
        for (int c = 0; c < classes; c++) {
            if (found == k && logits[from + c] <= logits[from + best[k - 1]]) {
                continue;
            }
            int at = found < k ? found++ : k - 1;
            while (at > 0 && logits[from + c] > logits[from + best[at - 1]]) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = c;
        }
        return best;
    }
}
