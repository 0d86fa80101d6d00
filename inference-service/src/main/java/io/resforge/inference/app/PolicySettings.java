package io.resforge.inference.app;

import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.ModelPolicy.ShadowPolicy;
import io.resforge.inference.rollout.ModelPolicy.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** From settings to policies. */
final class PolicySettings {

    private PolicySettings() {}

    /** The policies of all models, that of the model for calls that name none first. */
    static List<ModelPolicy> of(String first, Map<String, ModelsConfig.Settings> models) {
        ModelPolicy own = models.containsKey(first) ? policy(first, models.get(first)) : ModelPolicy.champion(first);
        Stream<ModelPolicy> others = new TreeMap<>(models)
                .entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(first))
                        .map(entry -> policy(entry.getKey(), entry.getValue()));
        return Stream.concat(Stream.of(own), others).toList();
    }

    private static ModelPolicy policy(String model, ModelsConfig.Settings settings) {
        try {
            return new ModelPolicy(
                    model,
                    settings.policy(),
                    labels(settings.labels()),
                    canary(settings.canary()),
                    shadow(settings.shadow()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("resforge.models." + model + ": " + e.getMessage(), e);
        }
    }

    /** An environment variable for a label with a dash comes a second time, with a dot in its place. */
    private static Map<String, Target> labels(Map<String, Target> labels) {
        Map<String, Target> own = new TreeMap<>(labels);
        own.keySet().removeIf(label -> label.contains(".") && labels.containsKey(label.replace('.', '-')));
        return own;
    }

    private static Optional<CanaryPolicy> canary(ModelsConfig.Canary canary) {
        CanaryPolicy.Margins margins = new CanaryPolicy.Margins(
                canary.calls(), canary.errors(), canary.latency(), canary.feedback(), canary.accuracy());
        return canary.version().map(target -> new CanaryPolicy(target, canary.share(), canary.period(), margins));
    }

    private static Optional<ShadowPolicy> shadow(ModelsConfig.Shadow shadow) {
        return shadow.version().map(target -> new ShadowPolicy(target, shadow.share()));
    }
}
