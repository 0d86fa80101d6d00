package io.resforge.trainer.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.YamlDumpSettingsBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Compares objects with files beside the tests; a file is replaced by hand with what the failure shows. */
final class Golden {

    private static final KubernetesSerialization YAML = new KubernetesSerialization(
            new ObjectMapper(),
            true,
            new YamlDumpSettingsBuilder().setMinimizeQuotes(true).build());

    private Golden() {}

    static void check(String file, Object object) {
        assertThat(YAML.asYaml(object)).isEqualTo(read(file));
    }

    private static String read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream(file)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
