package io.resforge.trainer.app.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.quarkus.runtime.configuration.PathConverter;
import io.resforge.trainer.backend.kubernetes.job.JobSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    private static final int OF_PATHS = 100;

    @Test
    void hasADefaultForAllButTheImage() {
        JobSettings settings = read(Map.of());

        assertThat(settings.image().name()).isEqualTo("trainer:1");
        assertThat(settings.resources().memoryLimit()).isEqualTo(new Quantity("4Gi"));
        assertThat(settings.resources().gpus()).isZero();
        assertThat(settings.lifetime().deadline()).contains(Duration.ofDays(7));
        assertThat(settings.lifetime().sweepDeadline()).isEmpty();
        assertThat(settings.store().location()).isEqualTo("s3://checkpoints");
        assertThat(settings.store().secret()).contains("resforge-store");
        assertThat(settings.placement().queue()).isEmpty();
        assertThat(settings.template()).isEmpty();
    }

    @Test
    void readsListsAsOneLineSoThatTheEnvironmentCanHaveThem() {
        JobSettings settings = read(Map.of(
                "resforge.kubernetes.node-selector", "type=kwok,nvidia.com/gpu.product=NVIDIA-A100",
                "resforge.kubernetes.tolerations", "nvidia.com/gpu:NoSchedule,dedicated=training:NoExecute",
                "resforge.kubernetes.environment", "JAVA_TOOL_OPTIONS=-Xmx3g -Da=b"));

        assertThat(settings.placement().nodeSelector())
                .isEqualTo(Map.of("type", "kwok", "nvidia.com/gpu.product", "NVIDIA-A100"));
        assertThat(settings.placement().tolerations())
                .containsExactly(
                        new TolerationBuilder()
                                .withKey("nvidia.com/gpu")
                                .withOperator("Exists")
                                .withEffect("NoSchedule")
                                .build(),
                        new TolerationBuilder()
                                .withKey("dedicated")
                                .withOperator("Equal")
                                .withValue("training")
                                .withEffect("NoExecute")
                                .build());
        assertThat(settings.store().environment()).isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-Xmx3g -Da=b"));
    }

    @Test
    void takesAnEmptyWordForNone() {
        JobSettings settings = read(Map.of("resforge.kubernetes.deadline", "", "resforge.kubernetes.store-secret", ""));

        assertThat(settings.lifetime().deadline()).isEmpty();
        assertThat(settings.store().secret()).isEmpty();
    }

    @Test
    void readsATemplateFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("pod.yaml"), "spec: {runtimeClassName: gvisor}");

        JobSettings settings = read(Map.of("resforge.kubernetes.pod-template-file", file.toString()));

        assertThat(settings.template()
                        .orElseThrow()
                        .tree()
                        .at("/spec/runtimeClassName")
                        .asText())
                .isEqualTo("gvisor");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            image                | two words                 | an image must be a name such as registry.example/resforge/trainer:0.1.0, was 'two words'
            image-pull-policy    | Sometimes                 | Sometimes
            cpu                  | many                      | must be an amount above 0, such as 2, 500m, 1.5 or 4Gi, was 'many'
            memory               | 0                         | must be an amount above 0
            memory               | 4GB                       | was '4GB'
            memory-limit         | 1Gi                       | the memory limit must be at least what is asked for, 4Gi, was 1Gi
            gpus                 | -1                        | must be a whole number from 0, was '-1'
            node-selector        | gpu                       | must be name=value, was 'gpu'
            node-selector        | a=1,a=2                   | node-selector must name each key once
            tolerations          | gpu                       | must be key:Effect or key=value:Effect
            priority-class       | High!                     | a priority class must be a name
            queue                | a.b                       | a queue must be a name of at most 63
            grace                | 5s                        | the grace of a worker must be at least 30s
            ttl                  | soon                      | 'soon'
            signing-secret       | Key!                      | the workers' Secret with keys must be a name
            service-account      | The Worker                | the workers' service account must be a name
            user                 | 0                         | must be a whole number from 1, was '0'
            pod-template         | {spec: {contaners: []}}   | the pod template's spec.contaners is not known
            pod-template-file    | /no/such/file             | pod-template-file must be a file that can be read, was '/no/such/file'
            """)
    void refusesWhatDoesNotFitAndSaysWhatIsAllowed(String name, String value, String message) {
        assertThatThrownBy(() -> read(Map.of("resforge.kubernetes." + name, value)))
                .hasMessageContaining(message);
    }

    @Test
    void asksForTheImage() {
        assertThatThrownBy(() -> read(Map.of("resforge.kubernetes.image", "")))
                .hasMessage("image must be given, such as registry.example/resforge/trainer:0.1.0");
    }

    @Test
    void asksForTheWorkersKeysWhereSignaturesAreRequired() {
        assertThatThrownBy(() -> read(Map.of(), true))
                .hasMessageContaining("signing-secret must name a Secret with key.pem and trusted.pem");
        assertThat(read(Map.of("resforge.kubernetes.signing-secret", "keys"), true)
                        .account()
                        .requireSignature())
                .isTrue();
    }

    private static JobSettings read(Map<String, String> properties) {
        return read(properties, false);
    }

    private static JobSettings read(Map<String, String> properties, boolean requireSignature) {
        Map<String, String> all = new HashMap<>(Map.of("resforge.kubernetes.image", "trainer:1"));
        all.putAll(properties);
        KubernetesConfig config = new SmallRyeConfigBuilder()
                .withMapping(KubernetesConfig.class)
                .withConverter(Path.class, OF_PATHS, new PathConverter())
                .withSources(new PropertiesConfigSource(all, "test"))
                .build()
                .getConfigMapping(KubernetesConfig.class);
        return SettingsReader.read(config, "s3://checkpoints", Duration.ofMinutes(5), requireSignature);
    }
}
