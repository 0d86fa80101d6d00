package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.app.ModelEnvironment.ModelKeys;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelKeysTest {

    @Test
    void readsEnvironmentVariablesOfModelsAndLabelsWithDashes() {
        // When
        SmallRyeConfig config = config(Map.of(
                "RESFORGE_MODELS_OWN_MODEL_POLICY", "newest:2",
                "RESFORGE_MODELS_OWN_MODEL_LABELS_NEXT_ONE", "newest",
                "RESFORGE_MODELS_CIFAR10_CANARY_SHARE", "0.2"));
        // Then
        ModelKeys.check(config.getPropertyNames());
        Map<String, ModelsConfig.Settings> models =
                config.getConfigMapping(ModelsConfig.class).models();
        assertThat(models).containsOnlyKeys("own-model", "cifar10");
        assertThat(models.get("own-model").policy().count()).isEqualTo(2);
        assertThat(models.get("own-model").labels()).containsKey("next-one");
        assertThat(models.get("cifar10").canary().share()).isEqualTo(.2);
    }

    @Test
    void refusesAMisspeltEnvironmentVariable() {
        assertThatThrownBy(() -> ModelKeys.check(config(Map.of("RESFORGE_MODELS_OWN_MODEL_POLICI", "newest"))
                        .getPropertyNames()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("resforge.models.own.model.polici is no setting; resforge.models.<model>. is");
    }

    @Test
    void refusesAModelsNameWithDotsThatWouldBePassedOver() {
        assertThatThrownBy(() -> ModelKeys.check(List.of("resforge.models.own.model.policy")))
                .hasMessageContaining("resforge.models.own.model.policy is no setting");
    }

    @Test
    void leavesOtherSettingsAlone() {
        ModelKeys.check(List.of("resforge.store", "quarkus.http.port", "resforge.models.own-model.policy"));
        assertThat(ModelKeys.ofVariable("RESFORGE_STORE")).isEmpty();
    }

    private static SmallRyeConfig config(Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ModelsConfig.class)
                .withValidateUnknown(false)
                .withSources(new EnvConfigSource(variables, 300), new ModelEnvironment(variables))
                .build();
    }
}
