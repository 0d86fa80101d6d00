package io.resforge.registry.promotion;

import io.resforge.neuralnet.logits.AccuracyInterval;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The promotion rule: a version becomes the champion if there is none, or if it classifies more of the same held-out images correctly. Like
 * is compared with like: versions of other classes or another input are left to a person, and where the held-out images are others, the
 * champion is tried on the version's own.
 *
 * @param trial says which share of the challenger's held-out images a checkpoint classifies correctly, where that can be tried
 */
record PromotionRule(Checkpoints checkpoints, Optional<ToDoubleFunction<Checkpoint>> trial) {

    private static final int SHOWN_CLASSES = 5;

    /** Whether a version becomes the champion, and why. */
    record Verdict(boolean promote, String reason) {}

    /** Decides; where few images were held out, the reason says how little they prove. */
    Verdict judge(Manifest challenger, Optional<Promotion> champion) {
        Verdict verdict = verdict(challenger, champion);
        return AccuracyInterval.caution(
                        challenger.heldOutAccuracy(), challenger.dataset().heldOutImages())
                .map(caution -> new Verdict(verdict.promote(), verdict.reason() + "; " + caution))
                .orElse(verdict);
    }

    private Verdict verdict(Manifest challenger, Optional<Promotion> champion) {
        if (champion.isEmpty()) {
            return new Verdict(
                    true,
                    "the first version of this model that was promoted, held-out accuracy "
                            + percent(challenger.heldOutAccuracy()) + " of "
                            + images(challenger.dataset().heldOutImages()));
        }
        String version = champion.get().version();
        try {
            return checkpoints
                    .trustedManifest(challenger.model(), version)
                    .map(manifest -> compare(challenger, manifest))
                    .orElseGet(() -> incomparable(version, "it is no longer in the store"));
        } catch (InvalidCheckpoint e) {
            return incomparable(version, e.getMessage());
        }
    }

    private Verdict compare(Manifest challenger, Manifest champion) {
        Optional<String> unlike = unlike(challenger, champion);
        if (unlike.isPresent()) {
            return incomparable(champion.version(), unlike.get());
        }
        if (sameHeldOut(challenger.dataset(), champion.dataset())) {
            return compare(challenger, champion, champion.heldOutAccuracy());
        }
        if (trial.isEmpty()) {
            return incomparable(champion.version(), "it was measured on other held-out images");
        }
        try {
            Checkpoint checkpoint = checkpoints.fetch(champion.model(), champion.version());
            return compareOnOthers(challenger, champion, trial.get().applyAsDouble(checkpoint));
        } catch (IllegalArgumentException | InvalidCheckpoint e) {
            return incomparable(
                    champion.version(),
                    "it was measured on other held-out images, and could not be tried on these: " + e.getMessage());
        }
    }

    private static Verdict compare(Manifest challenger, Manifest champion, double itsAccuracy) {
        boolean better = challenger.heldOutAccuracy() > itsAccuracy;
        return new Verdict(better, comparison(challenger, champion.version(), itsAccuracy));
    }

    /** Fewer images than the champion was chosen by have to prove more than chance. */
    private static Verdict compareOnOthers(Manifest challenger, Manifest champion, double itsAccuracy) {
        int own = champion.dataset().heldOutImages();
        String version = champion.version() + " (which had " + percent(champion.heldOutAccuracy()) + " of its own "
                + images(own) + ")";
        String comparison = comparison(challenger, version, itsAccuracy);
        boolean better = challenger.heldOutAccuracy() > itsAccuracy;
        if (better
                && challenger.dataset().heldOutImages() < own
                && chance(challenger, itsAccuracy).isPresent()) {
            return new Verdict(false, comparison + ", on fewer images than the champion's own; promote it by hand");
        }
        return new Verdict(better, comparison);
    }

    private static String comparison(Manifest challenger, String champion, double itsAccuracy) {
        double accuracy = challenger.heldOutAccuracy();
        return "held-out accuracy " + percent(accuracy) + (accuracy > itsAccuracy ? " beats " : " does not beat ")
                + percent(itsAccuracy) + " of the champion, version " + champion + ", on the same "
                + images(challenger.dataset().heldOutImages())
                + chance(challenger, itsAccuracy).orElse("");
    }

    /** What is said of a difference that chance may have made. */
    private static Optional<String> chance(Manifest challenger, double champions) {
        int images = challenger.dataset().heldOutImages();
        double accuracy = challenger.heldOutAccuracy();
        if (images < 1 || accuracy == champions) {
            return Optional.empty();
        }
        AccuracyInterval interval = AccuracyInterval.ofDifference(accuracy, champions, images);
        return interval.contains(0)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "; the difference is within chance (95%% interval %+.2f to %+.2f points)",
                        100 * interval.low(),
                        100 * interval.high()))
                : Optional.empty();
    }

    /** Why their accuracies say nothing of each other, whatever they were measured on. */
    private static Optional<String> unlike(Manifest challenger, Manifest champion) {
        List<String> here = without(challenger.labels(), champion.labels());
        List<String> there = without(champion.labels(), challenger.labels());
        if (!here.isEmpty() || !there.isEmpty()) {
            return Optional.of("it tells apart other classes: " + classes(there)
                    + " that this version has not, and not " + classes(here) + " that this version has");
        }
        return challenger.image().equals(champion.image())
                ? Optional.empty()
                : Optional.of("it takes images of " + champion.image().shape().text() + ", this version of "
                        + challenger.image().shape().text());
    }

    private static List<String> without(List<String> some, List<String> others) {
        return some.stream().filter(it -> !others.contains(it)).toList();
    }

    private static String classes(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN_CLASSES, names.size())));
        return names.size()
                + (names.isEmpty() ? "" : " (" + shown + (names.size() > SHOWN_CLASSES ? ", ..." : "") + ")");
    }

    // What is held out depends on the images alone, so that the same data set holds out the same ones.
    private static boolean sameHeldOut(DatasetSummary one, DatasetSummary other) {
        return one.heldOutDigest() == null || other.heldOutDigest() == null
                ? one.digest().equals(other.digest()) && one.heldOutImages() == other.heldOutImages()
                : one.heldOutDigest().equals(other.heldOutDigest());
    }

    // Not promoted: a champion that serves well must not give way to a worse one because the two cannot be compared.
    private static Verdict incomparable(String version, String why) {
        return new Verdict(
                false,
                "cannot be compared with the champion, version " + version + ": " + why + "; promote it by hand");
    }

    private static String images(int count) {
        return String.format(Locale.ROOT, "%,d held-out %s", count, count == 1 ? "image" : "images");
    }

    private static String percent(double accuracy) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * accuracy);
    }
}
