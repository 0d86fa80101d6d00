package io.resforge.report.run;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * All that is told about one run of training.
 *
 * @param identity which run, and what it trained
 * @param recipe how it was trained, key by key in the order to be shown
 * @param data what it learned from
 * @param software what it ran on, as {@code pytorch} and {@code 2.7.1}, in the order to be shown
 * @param scores what it came to
 * @param epochs its epochs in rising order, at least one; a number may be missing
 * @param predictions what the chosen network said about the test images, or about the held-out ones where there is no
 *     test set; empty where that is not known
 */
public record RunReport(
        RunIdentity identity,
        SequencedMap<String, String> recipe,
        DataSummary data,
        SequencedMap<String, String> software,
        RunScores scores,
        List<EpochPoint> epochs,
        Optional<Predictions> predictions) {

    public RunReport {
        recipe = Printable.lines(recipe);
        software = Printable.lines(software);
        epochs = List.copyOf(epochs);
        Require.atLeast("number of epochs", 1, epochs.size());
        requireRising(epochs);
        requireKnown(scores.bestEpoch(), epochs);
        int classes = data.labels().size();
        predictions.ifPresent(present -> requireClasses(classes, present.classes()));
    }

    /** The epoch whose weights were kept. */
    public EpochPoint best() {
        return epochs.stream()
                .filter(point -> point.epoch() == scores.bestEpoch())
                .findFirst()
                .orElseThrow();
    }

    private static void requireRising(List<EpochPoint> epochs) {
        for (int i = 1; i < epochs.size(); i++) {
            if (epochs.get(i).epoch() <= epochs.get(i - 1).epoch()) {
                throw new IllegalArgumentException(
                        "epochs must rise, but " + epochs.get(i).epoch() + " comes after "
                                + epochs.get(i - 1).epoch());
            }
        }
    }

    private static void requireKnown(int best, List<EpochPoint> epochs) {
        if (epochs.stream().noneMatch(point -> point.epoch() == best)) {
            throw new IllegalArgumentException("the best epoch must be one of the epochs given, was " + best);
        }
    }

    private static void requireClasses(int labels, int classes) {
        if (labels != classes) {
            throw new IllegalArgumentException(
                    "predictions must be over the " + labels + " classes of the data, were over " + classes);
        }
    }
}
