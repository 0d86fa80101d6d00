package io.resforge.cli.sweep;

import io.resforge.cli.run.RunText;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.sweep.Member;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much work the members of a sweep are, in multiply-adds an image times epochs: a network of 110 layers takes its time, and a
 * sweep is not half done when half of its members are. It remembers how far each run was when it was seen first, so that what an
 * earlier sweep trained does not pass for the speed of this one.
 */
final class WorkEstimate {

    /** Classes change only the last layer, which is next to nothing. */
    private static final int CLASSES = 10;

    /** Share of all work; before so much is done, what is left cannot be told. */
    private static final double ENOUGH = 0.002;

    private final Map<String, Double> amounts = new HashMap<>();
    private final Map<String, Double> trainedBefore = new HashMap<>();
    private final double all;

    WorkEstimate(List<Member> members) {
        members.forEach(member -> amounts.put(member.name(), amount(member.recipe())));
        all = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double amount(Recipe recipe) {
        ImageShape image = recipe.image().orElse(ImageShape.CIFAR);
        return (double) Summary.of(recipe.arch().graph(image, CLASSES)).multiplyAdds() * recipe.epochs();
    }

    /** Share of all work that is done, from 0 to 1; a member that is over has none left, however it ended. */
    double done(List<SweepEntry> entries) {
        return 1 - missing(entries) / all;
    }

    /** Time until all members are over, as far as the time so far tells. */
    Optional<Duration> left(List<SweepEntry> entries, Duration elapsed) {
        double trained = entries.stream().mapToDouble(this::trainedNow).sum();
        return trained < ENOUGH * all
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * missing(entries) / trained)));
    }

    private double missing(List<SweepEntry> entries) {
        return entries.stream()
                .filter(entry -> !entry.isOver())
                .mapToDouble(entry -> amounts.get(entry.name()) * (1 - trained(entry)))
                .sum();
    }

    private double trainedNow(SweepEntry entry) {
        if (entry.run().isEmpty()) {
            return 0;
        }
        double share = trained(entry);
        double before = trainedBefore.computeIfAbsent(entry.name(), _ -> share);
        return amounts.get(entry.name()) * Math.max(0, share - before);
    }

    /** Share of a member's epochs that its run has trained, from 0 to 1. */
    private static double trained(SweepEntry entry) {
        double epochs = entry.run().map(WorkEstimate::epochs).orElse(0.0);
        return Math.clamp(epochs / entry.member().recipe().epochs(), 0, 1);
    }

    private static double epochs(Run run) {
        if (RunText.isOver(run.getState()) || !run.hasProgress()) {
            return run.getEpochsCount();
        }
        Progress progress = run.getProgress();
        return progress.getEpoch() - 1 + (double) progress.getStep() / Math.max(1, progress.getSteps());
    }
}
