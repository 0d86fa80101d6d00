package io.resforge.registry.promotion;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.util.Locale;
import java.util.Optional;

/**
 * The promotion rule: a version becomes the champion if its held-out accuracy beats the champion's, or there is none. Accuracies on
 * different data sets are compared too, and the reason says so.
 */
final class PromotionRule {

    /** Whether a version becomes the champion, and why. */
    record Verdict(boolean promote, String reason) {}

    private final Checkpoints checkpoints;

    PromotionRule(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    Verdict judge(Manifest challenger, Optional<Promotion> champion) {
        if (champion.isEmpty()) {
            return new Verdict(
                    true,
                    "the first version of this model that was promoted, held-out accuracy "
                            + percent(challenger.heldOutAccuracy()));
        }
        String version = champion.get().version();
        try {
            return checkpoints
                    .manifest(challenger.model(), version)
                    .map(manifest -> compare(challenger, manifest))
                    .orElseGet(() -> incomparable(version, "it is no longer in the store"));
        } catch (InvalidCheckpoint e) {
            return incomparable(version, e.getMessage());
        }
    }

    private static Verdict compare(Manifest challenger, Manifest champion) {
        boolean better = challenger.heldOutAccuracy() > champion.heldOutAccuracy();
        return new Verdict(
                better,
                "held-out accuracy " + percent(challenger.heldOutAccuracy())
                        + (better ? " beats " : " does not beat ") + percent(champion.heldOutAccuracy())
                        + " of the champion, version " + champion.version() + caveat(challenger, champion));
    }

    // Compared all the same: a data set that grew a little holds out nearly the same images.
    private static String caveat(Manifest challenger, Manifest champion) {
        boolean sameImages =
                challenger.dataset().digest().equals(champion.dataset().digest());
        return sameImages ? "" : ", which was trained on other data";
    }

    // Not promoted: a champion that serves well must not give way to a worse one because its manifest was lost.
    private static Verdict incomparable(String version, String why) {
        return new Verdict(
                false,
                "cannot be compared with the champion, version " + version + " (" + why + "); promote it by hand");
    }

    private static String percent(double accuracy) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * accuracy);
    }
}
