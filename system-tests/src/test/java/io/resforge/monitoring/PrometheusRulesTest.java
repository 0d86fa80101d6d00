package io.resforge.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of Prometheus, tried by its own tool. */
class PrometheusRulesTest {

    @Test
    void tellSomebodyWhenTheyShouldAndNotOtherwise() throws Exception {
        Programs.require("promtool");
        // When
        Process check = new ProcessBuilder(
                        "sh", Dashboard.ROOT.resolve("k8s/monitoring/check").toString())
                .redirectErrorStream(true)
                .start();
        // Then
        String said = new String(check.getInputStream().readAllBytes());
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
    }

    @Test
    void sayWhatToLookAtFirst() throws IOException {
        String documented = Files.readString(Dashboard.ROOT.resolve("docs/metrics.md"));
        List<JsonNode> alerts =
                PrometheusRules.all().stream().filter(rule -> rule.has("alert")).toList();

        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            assertThat(documented).contains("`" + alert.get("alert").asText() + "`");
            assertThat(alert.at("/annotations/summary").asText()).endsWith(".");
            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
        });
    }

    @Test
    void leadFromEachAlertToARunbookThatSaysWhatItMeansWhereToLookAndWhatToDo() throws IOException {
        Path runbooks = Dashboard.ROOT.resolve("docs/runbooks");
        List<String> alerts = PrometheusRules.all().stream()
                .filter(rule -> rule.has("alert"))
                .map(rule -> {
                    String name = rule.get("alert").asText();
                    assertThat(rule.at("/annotations/runbook_url").asText()).endsWith("/docs/runbooks/" + name + ".md");
                    return name + ".md";
                })
                .toList();
        try (Stream<Path> files = Files.list(runbooks)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(alerts);
        }
        for (String runbook : alerts) {
            assertThat(Files.readString(runbooks.resolve(runbook)))
                    .containsSubsequence("# ", "## Meaning\n\n", "## Look\n\n- ", "## Do\n\n- ");
        }
    }

    @Test
    void askForNothingThatTheDocumentationDoesNotName() throws IOException {
        assertThat(PrometheusRules.queries().stream().flatMap(query -> query.names().stream()))
                .isNotEmpty()
                .allSatisfy(Documentation.read()::names);
    }
}
