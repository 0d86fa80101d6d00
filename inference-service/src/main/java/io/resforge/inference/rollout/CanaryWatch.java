package io.resforge.inference.rollout;

import io.resforge.inference.models.Routing;
import io.resforge.inference.models.TrialCalls;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compares a model's canary with its live version. Many threads tell it of calls, the rest is for one. */
public final class CanaryWatch implements TrialCalls {

    private volatile Optional<CanaryTrial> trial = Optional.empty();

    /** A canary that did worse than the live version, and the reason in a sentence. */
    public record Verdict(String version, String live, String reason) {}

    /** The routing changed: another pair of versions begins anew. */
    public void follow(Routing routing, Optional<Margins> margins) {
        boolean same = trial.isPresent()
                && trial.get().live().equals(routing.live())
                && routing.canary().isPresent()
                && trial.get().canary().equals(routing.canary().get().version());
        if (!same) {
            trial = routing.canary()
                    .map(canary -> new CanaryTrial(routing.live(), canary.version(), margins.orElseThrow()));
        }
    }

    @Override
    public void answered(String version, long batch, int images, long nanos) {
        trial.ifPresent(it -> it.answered(version, batch, images, nanos));
    }

    @Override
    public void failed(String version) {
        trial.ifPresent(it -> it.failed(version));
    }

    @Override
    public void fedBack(String version, long call, boolean correct) {
        trial.ifPresent(it -> it.fedBack(version, call, correct));
    }

    @Override
    public Optional<TrialStanding> standing() {
        return trial.map(CanaryTrial::standing);
    }

    /** Whether the canary has fallen behind; empty while it has not, or there is none. */
    public Optional<Verdict> verdict() {
        return trial.flatMap(it -> it.verdict().map(reason -> new Verdict(it.canary(), it.live(), reason)));
    }

    /** A canary beside the live version, and how both do since it began. Many threads may tell it of calls. */
    private static final class CanaryTrial {

        /** Whose calls may still be told of: those of a batch are told at once, by as many workers as there are. */
        private static final int MOST_BATCHES = 1_000;

        private final String live;
        private final String canary;
        private final Margins margins;
        private final SequentialComparison failures = new SequentialComparison();
        private final List<Latency> latencies = List.of(new Latency("half", .5), new Latency("95%", .05));
        private final SequentialComparison mistakes = new SequentialComparison();
        private boolean lastOfCanary;
        private long run;

        /** How many calls are computed in batches that take longer than the live version's of the same size. */
        private final class Latency {
            private final String others;
            private final Thresholds thresholds;
            private final SequentialComparison late = new SequentialComparison();
            private final Map<Long, Optional<Boolean>> judged = new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Optional<Boolean>> eldest) {
                    return size() > MOST_BATCHES;
                }
            };

            /** @param others how many of the live version's calls take no longer than its threshold */
            Latency(String others, double exceeding) {
                this.others = others;
                this.thresholds = new Thresholds(exceeding);
            }

            /** A call was computed in a batch, which is judged once for all its calls. */
            void took(boolean ofCanary, long batch, int images, long nanos) {
                judged.computeIfAbsent(batch, anew -> judge(ofCanary, images, nanos))
                        .ifPresent(isLate -> late.add(ofCanary, Thresholds.classOf(images), batch, isLate));
            }

            private Optional<Boolean> judge(boolean ofCanary, int images, long nanos) {
                double allowed = thresholds.of(images) * (ofCanary ? margins.latency() : 1);
                Optional<Boolean> isLate = thresholds.isKnown(images) ? Optional.of(nanos > allowed) : Optional.empty();
                if (!ofCanary) {
                    thresholds.follow(images, nanos);
                }
                return isLate;
            }

            Optional<String> verdict() {
                return late.least() >= margins.calls() && late.isProven()
                        ? Optional.of(String.format(
                                Locale.ROOT,
                                "%.1f%% of its calls took more than %s times as long to compute as %s of those of version %s"
                                        + " in batches of as many images, of which %.1f%% took longer",
                                100 * late.ofCanary(),
                                plain(margins.latency()),
                                others,
                                live,
                                100 * late.ofLive()))
                        : Optional.empty();
            }
        }

        CanaryTrial(String live, String canary, Margins margins) {
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
         * A call was answered by either version. Only computing is timed, beside batches of the live version that had
         * as many images: how long others made it wait says nothing of its version.
         */
        synchronized void answered(String version, long batch, int images, long nanos) {
            if (takesPart(version)) {
                boolean ofCanary = next(version);
                failures.add(ofCanary, run, false);
                latencies.forEach(latency -> latency.took(ofCanary, batch, images, nanos));
            }
        }

        /** A call failed for a reason that lies with the version, or its caller gave up. */
        synchronized void failed(String version) {
            if (takesPart(version)) {
                failures.add(next(version), run, true);
            }
        }

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

        synchronized TrialStanding standing() {
            SequentialComparison late = latencies.getLast().late;
            return new TrialStanding(
                    canary,
                    live,
                    failures.least(),
                    margins.calls(),
                    share(failures.ofCanary()),
                    share(failures.ofLive()),
                    share(late.ofCanary()),
                    share(late.ofLive()),
                    mistakes.least(),
                    margins.feedback(),
                    share(mistakes.ofCanary()),
                    share(mistakes.ofLive()),
                    verdict().orElse(null));
        }

        /** 0 where there is nothing to compare. */
        private static double share(double share) {
            return Double.isNaN(share) ? 0 : share;
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
            return mistakes.least() >= margins.feedback()
                            && mistakes.isProven()
                            && mistakes.mayReach(margins.accuracy())
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

        /**
         * What was slow lately for the live version, by a batch's number of images: the time that computing a share of
         * its batches exceeds. It follows the load by small steps (Robbins and Monro, 1951), each by earlier batches,
         * so that it does not depend on the one that is compared.
         */
        static final class Thresholds {

            /** Batches after which a time means something. */
            private static final int ENOUGH = 10;

            /** How far a step goes, of a time's logarithm. */
            private static final double STEP = 0.05;

            /** Classes of sizes a doubling: in each the largest batch has a fifth more images than the smallest. */
            private static final int CLASSES = 4;

            private final double exceeding;
            private final double[] logarithms = new double[CLASSES * Integer.SIZE];
            private final int[] seen = new int[CLASSES * Integer.SIZE];

            /** @param exceeding share of the live version's batches that are to take longer, from 0 to 1 */
            Thresholds(double exceeding) {
                this.exceeding = exceeding;
            }

            /** Whether there is a time for batches of this many images. */
            boolean isKnown(int images) {
                return seen[classOf(images)] >= ENOUGH;
            }

            /** The time in nanoseconds. */
            double of(int images) {
                return Math.exp(logarithms[classOf(images)]);
            }

            /** The live version computed a batch. */
            void follow(int images, long nanos) {
                int size = classOf(images);
                double logarithm = Math.log(Math.max(1, nanos));
                if (seen[size] == 0) {
                    logarithms[size] = logarithm;
                }
                double step = Math.max(STEP, 1.0 / (1 + seen[size]));
                logarithms[size] += step * (logarithm > logarithms[size] ? 1 - exceeding : -exceeding);
                seen[size] = Math.min(seen[size] + 1, ENOUGH * ENOUGH);
            }

            /** The class of sizes. */
            static int classOf(int images) {
                return (int) (CLASSES * Math.log(Math.max(1, images)) / Math.log(2));
            }
        }
    }
}
