package io.resforge.inference.classify;

import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.neuralnet.logits.Softmax;
import java.util.ArrayList;
import java.util.List;

/** From logits to answers. */
public final class LogitScores {

    private LogitScores() {}

    /**
     * The {@code k} likeliest classes of one of several images, best first, each with its {@link Softmax}; of equals
     * the one with the lower index.
     */
    public static List<ClassScore> top(float[] logits, int image, List<String> labels, int k) {
        int from = image * labels.size();
        int[] best = best(logits, from, labels.size(), k);
        float[] probabilities = Softmax.of(logits, from, labels.size());
        List<ClassScore> scores = new ArrayList<>(k);
        for (int index : best) {
            scores.add(new ClassScore(labels.get(index), index, probabilities[index]));
        }
        return scores;
    }

    /** The softmax of each image's logits: {@code [images * classes]} in and out. */
    public static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            System.arraycopy(Softmax.of(logits, from, classes), 0, probabilities, from, classes);
        }
        return probabilities;
    }

    /** Inserts each class into a short sorted list: linear in the number of classes for small {@code k}. */
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
