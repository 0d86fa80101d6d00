package io.resforge.inference.app;

import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.ModelPolicy.ShadowPolicy;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.resforge.inference.settings.Converters;
import io.resforge.support.SettingConverters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;

/** How each model is served: {@code resforge.models.<model>.…}. That of {@code resforge.model} needs no entry. */
@ConfigMapping(prefix = "resforge.models")
public interface ModelsConfig {

    /** The settings by model. */
    @WithParentName
    Map<String, Settings> models();

    /** How one model is served. */
    interface Settings {

        /**
         * Which version answers calls that ask for none: {@code champion}, {@code newest}, {@code newest:3} to have the
         * three newest loaded, or a version's number.
         */
        @WithDefault("champion")
        @WithConverter(PolicyConverters.Policy.class)
        VersionPolicy policy();

        /** Versions by label, each {@code champion}, {@code newest} or a number; a call can ask for a label. */
        Map<String, @WithConverter(PolicyConverters.Version.class) Target> labels();

        /** A version on trial. */
        Canary canary();

        /** A version that computes beside the live one. */
        Shadow shadow();
    }

    /** A version on trial, which is taken out when it falls behind the live one. */
    interface Canary {

        /** Which version: {@code champion} puts each new champion on trial; none by default. */
        Optional<@WithConverter(PolicyConverters.Version.class) Target> version();

        /** Share of the calls that ask for no version in particular, above 0 and at most 1. */
        @WithDefault("0.05")
        @WithConverter(Converters.SomeShare.class)
        double share();

        /** How long a new champion is on trial before it answers all calls. */
        @WithDefault("10m")
        @WithConverter(SettingConverters.Wait.class)
        Duration period();

        /** Calls that both versions must have had before errors and latency are compared. */
        @WithDefault("500")
        @WithConverter(SettingConverters.Count.class)
        int calls();

        /** How much higher its share of calls that fail or are given up may be, from 0 to 1. */
        @WithDefault("0.01")
        @WithConverter(Converters.Share.class)
        double errors();

        /** How many times as long as the live version's its calls may take, of as many images, at least 1. */
        @WithDefault("1.5")
        @WithConverter(Converters.Ratio.class)
        double latency();

        /** Predictions of both versions whose truth must be known before accuracies are compared. */
        @WithDefault("200")
        @WithConverter(SettingConverters.Count.class)
        int feedback();

        /** How much lower its share of right predictions may be, from 0 to 1. */
        @WithDefault("0.05")
        @WithConverter(Converters.Share.class)
        double accuracy();
    }

    /** A version that computes beside the live one. */
    interface Shadow {

        /** Which version; none by default. */
        Optional<@WithConverter(PolicyConverters.Version.class) Target> version();

        /** Share of the calls that ask for no version in particular, from 0 to 1. */
        @WithDefault("0.1")
        @WithConverter(Converters.Share.class)
        double share();
    }

    /** Read the settings that name versions. */
    static final class PolicyConverters {

        private PolicyConverters() {}

        /** Which versions are served. */
        public static final class Policy implements Converter<VersionPolicy> {

            @Override
            public VersionPolicy convert(String value) {
                return VersionPolicy.parse(value);
            }
        }

        /** One version. */
        public static final class Version implements Converter<Target> {

            @Override
            public Target convert(String value) {
                return Target.parse(value);
            }
        }
    }

    static final class PolicySettings {

        private PolicySettings() {}

        /** The policies of all models, that of the model for calls that name none first. */
        static List<ModelPolicy> of(String first, Map<String, ModelsConfig.Settings> models) {
            ModelPolicy own =
                    models.containsKey(first) ? policy(first, models.get(first)) : ModelPolicy.champion(first);
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
}
