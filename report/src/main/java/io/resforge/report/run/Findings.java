package io.resforge.report.run;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network's predictions for a set of images tell. Classes are numbers from 0, in the order of the data's labels.
 *
 * @param set the name of the set, as {@code test} or {@code held-out}
 * @param images how many it has
 * @param confusion true class, predicted class and images, for each pair that occurs
 * @param classes how each class fared
 * @param confusions the commonest, most images first
 * @param mistakes those that the network was surest of, surest first
 * @param wrong place in the set, true class and answered class of each image that was answered wrongly, by rising place;
 *     null where an earlier build wrote it
 */
public record Findings(
        String set,
        int images,
        List<int[]> confusion,
        List<ClassMetrics> classes,
        List<ConfusionMatrix.Confusion> confusions,
        Calibration calibration,
        List<Mistake> mistakes,
        List<int[]> wrong) {

    /** As many bins as arXiv 1706.04599 uses. */
    private static final int BINS = 15;

    private static final int CONFUSIONS = 12;

    /** So many that two versions have some of those in common which they answer differently. */
    private static final int MISTAKES = 120;

    private static final int MISTAKES_OF_A_PAGE = 24;

    public Findings {
        confusion = List.copyOf(confusion);
        classes = List.copyOf(classes);
        confusions = List.copyOf(confusions);
        mistakes = List.copyOf(mistakes);
        wrong = wrong == null ? null : List.copyOf(wrong);
    }

    /** Of these predictions. */
    public static Findings of(Predictions predictions) {
        ConfusionMatrix matrix = ConfusionMatrix.of(predictions);
        return new Findings(
                predictions.set(),
                predictions.size(),
                matrix.cells(),
                matrix.classScores(),
                matrix.commonest(CONFUSIONS),
                Calibration.of(predictions, BINS),
                Mistake.mostConfident(predictions, MISTAKES),
                IntStream.range(0, predictions.size())
                        .filter(it -> predictions.predicted(it) != predictions.truth(it))
                        .mapToObj(it -> new int[] {it, predictions.truth(it), predictions.predicted(it)})
                        .toList());
    }

    /** The same for a page: without what is for comparisons only. */
    public Findings brief() {
        return new Findings(
                set,
                images,
                confusion,
                classes,
                confusions,
                calibration,
                mistakes.subList(0, Math.min(MISTAKES_OF_A_PAGE, mistakes.size())),
                null);
    }
}
