package io.resforge.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script by which {@code docker/compose.yaml} starts Prometheus, with a program of that name which only tells how it was called. */
@Timeout(60)
class PrometheusStartTest {

    private static final Path FOLDER = Dashboard.ROOT.resolve("docker/prometheus");

    @TempDir
    private Path folder;

    private int start(Path config) throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve("prometheus"), "#!/bin/sh\necho \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        FOLDER.resolve("start.sh").toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=/p")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        folder + ":" + System.getenv("PATH"),
                        "RESFORGE_RULES",
                        Dashboard.ROOT.resolve("k8s/monitoring/rules.yaml").toString()));
        Process process = builder.start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void writesTheRulesWhereTheConfigurationLooksForThem() throws Exception {
        String ours = Files.readString(FOLDER.resolve("prometheus.yml"));
        assertThat(ours).contains("\n  - /tmp/resforge.rules.yml\n");
        Path config = Files.writeString(folder.resolve("my.yml"), ours.replace("/tmp/", folder + "/"));
        assertThat(start(config)).isZero();
        assertThat(folder.resolve("printed")).hasContent("--config.file=" + config + " --storage.tsdb.path=/p");
        String rules = Files.readString(folder.resolve("resforge.rules.yml"));
        assertThat(rules).startsWith("groups:\n");
        assertThat(rules.lines().filter(line -> line.matches("  - name: .*")))
                .hasSameSizeAs(Files.readAllLines(Dashboard.ROOT.resolve("k8s/monitoring/rules.yaml")).stream()
                        .filter(line -> line.matches("    - name: .*"))
                        .toList());
    }

    @Test
    void refusesAConfigurationThatLooksForNoRules() throws Exception {
        Path config = Files.writeString(folder.resolve("my.yml"), "scrape_configs: []\n");
        assertThat(start(config)).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("printed")))
                .isEqualTo("start.sh: '" + config + "' must name resforge.rules.yml under rule_files\n");
    }

    @Test
    void isMountedWhereItIsCalledWithWhatItReads() throws IOException {
        assertThat(Files.readString(Dashboard.ROOT.resolve("docker/compose.yaml")))
                .contains(
                        "entrypoint: [sh, /etc/resforge/start.sh]",
                        "- ./prometheus/start.sh:/etc/resforge/start.sh:ro",
                        "\"--config.file=/etc/resforge/prometheus.yml\"",
                        "- ./prometheus/prometheus.yml:/etc/resforge/prometheus.yml:ro",
                        "- ../k8s/monitoring/rules.yaml:/etc/resforge/rules.yaml:ro");
        assertThat(Files.readString(FOLDER.resolve("start.sh")))
                .contains("${RESFORGE_RULES:-/etc/resforge/rules.yaml}");
    }
}
