package io.resforge.inference.canary;

import io.resforge.inference.policy.CanaryPolicy.Margins;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A canary beside the live version, and how both do since it began. Many threads may tell it of calls. */
final class Trial {

    private final String live;
    private final String canary;
    private final Margins margins;
    private final SequentialComparison failures = new SequentialComparison();
    private final List<Latency> latencies = List.of(new Latency("half", .5), new Latency("95%", .05));
    private final SequentialComparison mistakes = new SequentialComparison();
    private boolean lastOfCanary;
    private long run;

    /** How many calls take longer than the live version's of the same size. */
    private final class Latency {
        private final String others;
        private final Thresholds thresholds;
        private final SequentialComparison late = new SequentialComparison();

        /** @param others how many of the live version's calls take no longer than its threshold */
        Latency(String others, double exceeding) {
            this.others = others;
            this.thresholds = new Thresholds(exceeding);
        }

        /** @param answered false if the caller gave up after this time, so that the answer would have taken longer */
        void took(boolean ofCanary, int images, long nanos, boolean answered) {
            if (thresholds.isKnown(images)) {
                double allowed = thresholds.of(images) * (ofCanary ? margins.latency() : 1);
                if (answered || nanos > allowed) {
                    late.add(ofCanary, run, nanos > allowed);
                }
            }
            if (!ofCanary) {
                thresholds.follow(images, nanos);
            }
        }

        Optional<String> verdict() {
            return late.least() >= margins.calls() && late.isProven()
                    ? Optional.of(String.format(
                            Locale.ROOT,
                            "%.1f%% of its answers took more than %s times as long as %s of those of version %s to as many"
                                    + " images, of which %.1f%% took longer",
                            100 * late.ofCanary(),
                            plain(margins.latency()),
                            others,
                            live,
                            100 * late.ofLive()))
                    : Optional.empty();
        }
    }

    Trial(String live, String canary, Margins margins) {
        this.live = live;
        this.canary = canary;
        this.margins = margins;
    }

    String live() {
        return live;
    }

    String canary() {
        return canary;
    }

    /**
     * A call was answered, or its caller gave up after this time; those of versions that take no part are passed over. How long others made
     * a call wait says nothing of its version, and where many wait a canary's batches are smaller: only calls that came first are timed.
     */
    synchronized void took(String version, int images, long nanos, boolean first, boolean answered) {
        if (!takesPart(version)) {
            return;
        }
        boolean ofCanary = next(version);
        failures.add(ofCanary, run, !answered);
        if (first) {
            latencies.forEach(latency -> latency.took(ofCanary, images, nanos, answered));
        }
    }

    /** A call failed for a reason that lies with the version. */
    synchronized void failed(String version) {
        if (takesPart(version)) {
            failures.add(next(version), run, true);
        }
    }

    /**
     * The truth of a prediction became known.
     *
     * @param call tells the predictions of one call from those of others: it was drawn as a whole
     */
    synchronized void fedBack(String version, long call, boolean correct) {
        if (takesPart(version)) {
            mistakes.add(version.equals(canary), call, !correct);
        }
    }

    /** In what the canary has fallen behind; empty while it has not. */
    synchronized Optional<String> verdict() {
        return errors().or(() -> latencies.stream()
                        .map(Latency::verdict)
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(this::accuracy);
    }

    private boolean takesPart(String version) {
        return version.equals(canary) || version.equals(live);
    }

    /** Calls that end one after the other with the same version may be of one batch: they count as one cluster. */
    private boolean next(String version) {
        boolean ofCanary = version.equals(canary);
        if (ofCanary != lastOfCanary) {
            lastOfCanary = ofCanary;
            run++;
        }
        return ofCanary;
    }

    private Optional<String> errors() {
        return failures.least() >= margins.calls() && failures.isProven() && failures.mayReach(margins.errors())
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.2f%% of its calls failed or were given up, and %.2f%% of those of version %s",
                        100 * failures.ofCanary(),
                        100 * failures.ofLive(),
                        live))
                : Optional.empty();
    }

    private Optional<String> accuracy() {
        return mistakes.least() >= margins.feedback() && mistakes.isProven() && mistakes.mayReach(margins.accuracy())
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f%% of its predictions were right by feedback, and %.1f%% of those of version %s",
                        100 * (1 - mistakes.ofCanary()),
                        100 * (1 - mistakes.ofLive()),
                        live))
                : Optional.empty();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
