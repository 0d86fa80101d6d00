package io.resforge.inference.rollout;

import io.resforge.inference.rollout.ModelPolicy.Target.Newest;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How one model is served.
 *
 * @param versions which of its versions are loaded, and which is live
 * @param labels further names of versions, by which a call can ask for them
 */
public record ModelPolicy(
        String model,
        VersionPolicy versions,
        Map<String, Target> labels,
        Optional<CanaryPolicy> canary,
        Optional<ShadowPolicy> shadow) {

    public ModelPolicy {
        ObjectNames.model(model);
        labels = Map.copyOf(labels);
        labels.keySet().forEach(ModelPolicy::requireLabel);
    }

    /** A model whose champion is live, and nothing else. */
    public static ModelPolicy champion(String model) {
        return new ModelPolicy(model, VersionPolicy.parse("champion"), Map.of(), Optional.empty(), Optional.empty());
    }

    /** Whether any version is meant by how new it is, so that the published versions must be listed. */
    public boolean followsNewest() {
        Stream<Target> all = Stream.of(
                        Stream.of(versions.live()),
                        labels.values().stream(),
                        canary.map(CanaryPolicy::target).stream(),
                        shadow.map(ShadowPolicy::target).stream())
                .flatMap(targets -> targets);
        return all.anyMatch(Target.Newest.class::isInstance);
    }

    private static void requireLabel(String label) {
        if (!ObjectNames.isLabel(label) || ObjectNames.isVersion(label)) {
            throw new IllegalArgumentException(
                    "a label must be 1 to 63 lower-case letters, digits and inner dashes, and no number, was \"" + label
                            + "\"");
        }
    }

    /**
     * A version on trial: it answers a share of the calls, and is taken out when it does worse than the live one.
     *
     * @param target if it is the champion, each newly promoted version is on trial beside the champion before it
     * @param share of the calls that ask for no version in particular, above 0 and at most 1
     * @param period how long a new champion is on trial
     */
    public record CanaryPolicy(Target target, double share, Duration period, Margins margins) {

        public CanaryPolicy {
            FieldChecks.share("the canary's share", share);
            if (share == 0) {
                throw new IllegalArgumentException("the canary's share must be above 0 and at most 1, was " + share);
            }
        }

        /**
         * How much worse a canary may be than the live version.
         *
         * @param calls that both must have had before errors and latency are compared, at least 1
         * @param errors how much higher its share of calls that fail or are given up may be, from 0 to 1
         * @param latency how many times as long as the live version's its calls may take, at least 1
         * @param feedback predictions of both with known truth before accuracies are compared, at least 1
         * @param accuracy how much lower its share of right predictions may be, from 0 to 1
         */
        public record Margins(int calls, double errors, double latency, int feedback, double accuracy) {

            public Margins {
                FieldChecks.atLeast("the canary's calls", 1, calls);
                FieldChecks.share("the canary's error margin", errors);
                if (!(latency >= 1)) {
                    throw new IllegalArgumentException("the canary's latency ratio must be at least 1, was " + latency);
                }
                FieldChecks.atLeast("the canary's feedback", 1, feedback);
                FieldChecks.share("the canary's accuracy margin", accuracy);
            }
        }
    }

    /**
     * A version that computes copies of a share of the calls, from 0 to 1; its answers are compared and never returned.
     */
    public record ShadowPolicy(Target target, double share) {

        public ShadowPolicy {
            FieldChecks.share("the shadow's share", share);
        }
    }

    /**
     * Which version is live, and how many of the newest are loaded, itself among them; 1 unless the newest are
     * followed.
     */
    public record VersionPolicy(Target live, int count) {

        private static final int MOST = 10;
        private static final Pattern NEWEST = Pattern.compile("newest:([0-9]{1,3})");

        public VersionPolicy {
            if (count < 1 || count > MOST || (count > 1 && !(live instanceof Newest))) {
                throw new IllegalArgumentException(
                        "from 1 to " + MOST + " of the newest versions are served, was " + count);
            }
        }

        /**
         * Reads {@code champion}, {@code newest}, {@code newest:3} for the three newest, or a version's number.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        public static VersionPolicy parse(String text) {
            Matcher newest = NEWEST.matcher(text.strip().toLowerCase(Locale.ROOT));
            return newest.matches()
                    ? new VersionPolicy(new Newest(), Integer.parseInt(newest.group(1)))
                    : new VersionPolicy(Target.parse(text), 1);
        }
    }

    /** What names a version: one that stays the same, or one that follows the store. */
    public sealed interface Target {

        /** The version that was promoted last. */
        record Champion() implements Target {}

        /** The version that was published last. */
        record Newest() implements Target {}

        /** One version, such as {@code 17}. */
        record Pinned(String version) implements Target {

            public Pinned {
                ObjectNames.version(version);
            }
        }

        /**
         * Reads {@code champion}, {@code newest}, or a version's number.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        static Target parse(String text) {
            String word = text.strip().toLowerCase(Locale.ROOT);
            return switch (word) {
                case "champion" -> new Champion();
                case "newest" -> new Newest();
                default -> {
                    if (!ObjectNames.isVersion(word)) {
                        throw new IllegalArgumentException(
                                "a version is named by champion, newest or its number, such as 17, was \"" + text
                                        + "\"");
                    }
                    yield new Pinned(word);
                }
            };
        }
    }
}
