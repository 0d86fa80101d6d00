package io.resforge.inference.rollout;





import io.resforge.registry.value.ObjectNames;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How one model is served.
 *
 * @param model its name
 * @param versions which of its versions are loaded, and which is live
 * @param labels further names of versions, by which a call can ask for them
 * @param canary a version on trial
 * @param shadow a version that computes beside the live one
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

    /** The labels in their order. */
    public Map<String, Target> sortedLabels() {
        return new TreeMap<>(labels);
    }

    private static void requireLabel(String label) {
        if (!ObjectNames.isLabel(label) || ObjectNames.isVersion(label)) {
            throw new IllegalArgumentException(
                    "a label must be 1 to 63 lower-case letters, digits and inner dashes, and no number, was \"" + label
                            + "\"");
        }
    }
}
