package io.resforge.report.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How often images of each class were taken for each class. */
public final class ConfusionMatrix {

    private final int[][] counts;

    private ConfusionMatrix(int[][] counts) {
        this.counts = counts;
    }

    /** Images of one class that were taken for another, and what share of their class they are. */
    public record Confusion(int truth, int predicted, int images, double share) {}

    /** Counts the predictions. */
    public static ConfusionMatrix of(Predictions predictions) {
        int[][] counts = new int[predictions.classes()][predictions.classes()];
        for (int image = 0; image < predictions.size(); image++) {
            counts[predictions.truth(image)][predictions.predicted(image)]++;
        }
        return new ConfusionMatrix(counts);
    }

    /** The number of classes. */
    public int classes() {
        return counts.length;
    }

    /** Images of class {@code truth} that were taken for class {@code predicted}. */
    public int count(int truth, int predicted) {
        return counts[truth][predicted];
    }

    /** True class, predicted class and images, for each pair that occurs. */
    List<int[]> cells() {
        List<int[]> cells = new ArrayList<>();
        for (int truth = 0; truth < classes(); truth++) {
            for (int predicted = 0; predicted < classes(); predicted++) {
                if (counts[truth][predicted] > 0) {
                    cells.add(new int[] {truth, predicted, counts[truth][predicted]});
                }
            }
        }
        return cells;
    }

    /** The share of a class that was taken for {@code predicted}, from 0 to 1; 0 for a class without images. */
    public double share(int truth, int predicted) {
        int images = IntStream.of(counts[truth]).sum();
        return images == 0 ? 0 : (double) counts[truth][predicted] / images;
    }

    /** Precision and recall of each class, in the order of the classes. */
    public List<ClassMetrics> classScores() {
        return IntStream.range(0, classes()).mapToObj(this::classScore).toList();
    }

    /** The commonest confusions, most images first, at most {@code limit} of them. */
    public List<Confusion> commonest(int limit) {
        List<Confusion> confusions = new ArrayList<>();
        for (int truth = 0; truth < classes(); truth++) {
            for (int predicted = 0; predicted < classes(); predicted++) {
                if (truth != predicted && counts[truth][predicted] > 0) {
                    confusions.add(new Confusion(truth, predicted, counts[truth][predicted], share(truth, predicted)));
                }
            }
        }
        confusions.sort(Comparator.comparingInt(Confusion::images).reversed()); // stable: ties stay in class order
        return List.copyOf(confusions.subList(0, Math.min(limit, confusions.size())));
    }

    private ClassMetrics classScore(int label) {
        int predicted = 0;
        for (int[] row : counts) {
            predicted += row[label];
        }
        return ClassMetrics.of(label, IntStream.of(counts[label]).sum(), predicted, counts[label][label]);
    }
}
