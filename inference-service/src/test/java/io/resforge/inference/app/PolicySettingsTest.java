package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.app.ModelEnvironment.ModelKeys;
import io.resforge.inference.app.ModelsConfig.PolicySettings;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the settings as an operator writes them to policies. */
class PolicySettingsTest {

    @Test
    void readsSeveralModels() {
        // When
        List<ModelPolicy> policies = read(Map.of(
                "resforge.models.own-model.policy", "newest:3",
                "resforge.models.own-model.labels.next-one", "newest",
                "resforge.models.own-model.labels.stable", "17",
                "resforge.models.own-model.shadow.version", "champion",
                "resforge.models.cifar10.canary.version", "champion",
                "resforge.models.cifar10.canary.share", "0.2",
                "resforge.models.cifar10.canary.period", "30s"));
        // Then
        assertThat(policies).extracting(ModelPolicy::model).containsExactly("cifar10", "own-model");
        assertThat(policies.getFirst().canary()).hasValueSatisfying(canary -> {
            assertThat(canary.target()).isEqualTo(new Target.Champion());
            assertThat(canary.share()).isEqualTo(.2);
            assertThat(canary.period()).isEqualTo(Duration.ofSeconds(30));
            assertThat(canary.margins()).isEqualTo(new CanaryPolicy.Margins(500, .01, 1.5, 200, .05));
        });
        ModelPolicy own = policies.getLast();
        assertThat(own.versions()).isEqualTo(VersionPolicy.parse("newest:3"));
        assertThat(own.labels()).isEqualTo(Map.of("next-one", new Target.Newest(), "stable", new Target.Pinned("17")));
        assertThat(own.shadow())
                .hasValueSatisfying(shadow -> assertThat(shadow.share()).isEqualTo(.1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        policy             | latest    | champion, newest or its number
        policy             | newest:99 | from 1 to 10 of the newest
        labels.next        | v7        | champion, newest or its number
        labels.Next        | 7         | lower-case letters, digits and inner dashes
        labels.17          | 7         | and no number
        canary.version     | best      | champion, newest or its number
        canary.share       | 1.5       | above 0 and at most 1
        canary.share       | 0         | above 0 and at most 1
        canary.share       | much      | above 0 and at most 1
        canary.errors      | -0.1      | from 0 to 1
        canary.latency     | 0.5       | at least 1
        canary.accuracy    | NaN       | from 0 to 1
        canary.calls       | 0         | a whole number from 1
        canary.period      | -1s       | must not be negative
        shadow.share       | 1.01      | from 0 to 1
        polici             | newest    | is followed by policy, labels.<label>, canary.
        canary.shar        | 0.1       | share, period, calls, errors, latency, feedback, accuracy
        canary             | newest    | is followed by policy
        labels             | newest    | is followed by policy
        """)
    void refusesAWrongSettingAndNamesItsKeyAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> read(Map.of("resforge.models.own-model." + key, value)))
                .hasMessageContaining(key.startsWith("labels.") && !allowed.startsWith("champion") ? "own-model" : key)
                .hasStackTraceContaining(allowed);
    }

    @Test
    void refusesANameThatNoModelCanHave() {
        assertThatThrownBy(() -> read(Map.of("resforge.models.Own_Model.policy", "newest")))
                .hasMessageContaining("resforge.models.Own_Model: a model's name must be 1 to 63 lower-case letters");
    }

    private static List<ModelPolicy> read(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ModelsConfig.class)
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(settings, "test", 400))
                .build();
        ModelKeys.check(config.getPropertyNames());
        return PolicySettings.of(
                "cifar10", config.getConfigMapping(ModelsConfig.class).models());
    }
}
