package io.resforge.cli.sweep;

import io.resforge.network.image.ImageShape;
import io.resforge.network.summary.Summary;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.sweep.Member;
import io.resforge.v1.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much work the members of a sweep are, in multiply-adds an image times epochs: a network of 110 layers takes its time, and a
 * sweep is not half done when half of its members are.
 */
final class Work {

    private static final int CLASSES = 10;

    /** Before so much is done, what is left cannot be told. */
    private static final double ENOUGH = 0.002;

    private final Map<String, Double> amounts = new HashMap<>();

    Work(List<Member> members) {
        members.forEach(member -> amounts.put(member.name(), amount(member.recipe())));
    }

    private static double amount(Recipe recipe) {
        ImageShape image = recipe.image().orElse(ImageShape.CIFAR);
        return (double) Summary.of(recipe.arch().graph(image, CLASSES)).multiplyAdds() * recipe.epochs();
    }

    /** Share of all work that is done, from 0 to 1; what ended early counts as done. */
    double done(List<Entry> entries) {
        double all = 0;
        double done = 0;
        for (Entry entry : entries) {
            double amount = amounts.get(entry.member().name());
            all += amount;
            done += amount * share(entry);
        }
        return done / all;
    }

    /** Time until all members are done, as far as the time so far tells. */
    Optional<Duration> left(List<Entry> entries, Duration elapsed) {
        double done = done(entries);
        return done < ENOUGH
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * (1 - done) / done)));
    }

    private static double share(Entry entry) {
        if (Standing.isOver(entry.state())) {
            return 1;
        }
        if (entry.run().isEmpty() || !entry.run().get().hasProgress()) {
            return 0;
        }
        Progress progress = entry.run().get().getProgress();
        double epochs = progress.getEpoch() - 1 + (double) progress.getStep() / Math.max(1, progress.getSteps());
        return Math.clamp(epochs / Math.max(1, progress.getEpochs()), 0, 1);
    }
}
