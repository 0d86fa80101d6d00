package io.resforge.trainer.app;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.resforge.testing.SettingsDocument;
import io.resforge.trainer.app.kubernetes.KubernetesConfig;
import io.resforge.trainer.app.kubernetes.KubernetesConfig.KubernetesConverters;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerSettingsDocumentTest {

    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            entry(Path.class, "folder"),
            entry(String.class, "text"),
            entry(boolean.class, "yes or no"),
            entry(TrainerConfig.Launcher.class, "launcher"),
            entry(WorkerImage.PullPolicy.class, "pull policy"),
            entry(TrainerConverters.Location.class, "store"),
            entry(TrainerConverters.Device.class, "device"),
            entry(TrainerConverters.Count.class, "number from 0"),
            entry(TrainerConverters.PositiveCount.class, "number from 1"),
            entry(TrainerConverters.PositiveDuration.class, "time above 0"),
            entry(KubernetesConverters.Amount.class, "amount"),
            entry(KubernetesConverters.Assignment.class, "assignment"),
            entry(KubernetesConverters.Taint.class, "taint"));

    @Test
    void namesEachSettingOfTheControlPlaneWithItsTypeAndDefault() {
        assertThat(SettingsDocument.written("Control plane"))
                .containsExactlyInAnyOrderElementsOf(SettingsDocument.of(TrainerConfig.class, "resforge", WORDS));
    }

    @Test
    void namesEachSettingOfAClusterWithItsTypeAndDefault() {
        assertThat(SettingsDocument.written("Control plane in a cluster"))
                .containsExactlyInAnyOrderElementsOf(
                        SettingsDocument.of(KubernetesConfig.class, "resforge.kubernetes", WORDS));
    }

    @ParameterizedTest
    @MethodSource("converters")
    void saysWhatIsSaidOfAWrongValue(Converter<?> converter) {
        Throwable error = catchThrowable(() -> converter.convert("-1"));
        assertThat(error).isInstanceOf(IllegalArgumentException.class);
        assertThat(SettingsDocument.text()).contains("`" + error.getMessage() + "`");
    }

    static List<Arguments> converters() {
        return List.of(
                Arguments.of(new TrainerConverters.Device()),
                Arguments.of(new TrainerConverters.Count()),
                Arguments.of(new TrainerConverters.PositiveCount()),
                Arguments.of(new TrainerConverters.PositiveDuration()),
                Arguments.of(new KubernetesConverters.Amount()),
                Arguments.of(new KubernetesConverters.Assignment()),
                Arguments.of(new KubernetesConverters.Taint()));
    }
}
