package io.resforge.inference.app;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.configuration.MemorySize;
import io.resforge.inference.app.ModelsConfig.PolicyConverters;
import io.resforge.inference.settings.Converters;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.settings.InferenceConfig.EngineSetting;
import io.resforge.support.SettingConverters;
import io.resforge.testing.SettingsDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InferenceSettingsDocumentTest {

    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            entry(Path.class, "folder"),
            entry(String.class, "text"),
            entry(boolean.class, "yes or no"),
            entry(MemorySize.class, "bytes"),
            entry(EngineSetting.class, "engine"),
            entry(Converters.Device.class, "device"),
            entry(Converters.StorePlace.class, "store"),
            entry(Converters.ModelName.class, "name"),
            entry(SettingConverters.Count.class, "number from 1"),
            entry(Converters.CountOrNone.class, "number from 0"),
            entry(SettingConverters.Wait.class, "time"),
            entry(Converters.Share.class, "share"),
            entry(Converters.SomeShare.class, "share above 0"),
            entry(Converters.Ratio.class, "ratio"),
            entry(Converters.PercentagePoints.class, "points"),
            entry(PolicyConverters.Policy.class, "policy"),
            entry(PolicyConverters.Version.class, "version"),
            entry(OnDemandConfig.PatternConverter.class, "pattern"));

    @Test
    void namesEachSettingOfTheServiceWithItsTypeAndDefault() {
        List<SettingsDocument.Row> rows = Stream.of(
                        SettingsDocument.of(InferenceConfig.class, "resforge", WORDS).stream(),
                        SettingsDocument.of(ModelsConfig.class, "resforge.models", WORDS).stream(),
                        SettingsDocument.of(OnDemandConfig.class, "resforge.on-demand", WORDS).stream())
                .flatMap(rowsOf -> rowsOf)
                .toList();
        assertThat(SettingsDocument.written("Inference service")).containsExactlyInAnyOrderElementsOf(rows);
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void saysWhatIsSaidOfAWrongValue(Converter<?> converter, String wrong) {
        Throwable error = catchThrowable(() -> converter.convert(wrong));
        assertThat(error).isInstanceOf(IllegalArgumentException.class);
        assertThat(SettingsDocument.text()).contains("`" + error.getMessage() + "`");
    }

    static List<Arguments> wrongValues() {
        return List.of(
                Arguments.of(new SettingConverters.Count(), "0"),
                Arguments.of(new SettingConverters.Wait(), "-1s"),
                Arguments.of(new Converters.Device(), "-1"),
                Arguments.of(new Converters.Share(), "2"),
                Arguments.of(new Converters.SomeShare(), "0"),
                Arguments.of(new Converters.Ratio(), "0.5"),
                Arguments.of(new Converters.PercentagePoints(), "101"),
                Arguments.of(new PolicyConverters.Policy(), "newest:11"),
                Arguments.of(new PolicyConverters.Version(), "latest!"),
                Arguments.of(new OnDemandConfig.PatternConverter(), "Team?"));
    }
}
