package io.resforge.support.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.support.access.AccessTable.Row;
import io.resforge.support.access.AccessTable.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AccessTableTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "security.md");
    private static final String BEGIN = "<!-- AccessTable -->\n";
    private static final String END = "<!-- end of AccessTable -->\n";

    /** With {@code -Dresforge.write-documents=true} it writes the table instead. */
    @Test
    void isTheTableOfTheDocument() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean("resforge.write-documents")) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + markdown() + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(markdown());
        }
    }

    private static String markdown() {
        StringBuilder text = new StringBuilder();
        for (Section section : AccessTable.sections()) {
            text.append("| ").append(section.heading()).append(" | who may | model | audited |\n|---|---|---|---|\n");
            section.rows()
                    .forEach(row -> text.append("| `%s` | %s | %s | %s |\n"
                            .formatted(row.call(), roles(row), model(row), row.changes() ? "yes" : "")));
            text.append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String roles(Row row) {
        if (row.isOpen()) {
            return "everyone";
        }
        return row.roles().equals(AccessTable.ANY_ROLE)
                ? "any role"
                : row.roles().stream()
                        .sorted()
                        .map(role -> "`" + role.word() + "`")
                        .collect(Collectors.joining(", "));
    }

    private static String model(Row row) {
        return switch (row.model()) {
            case AccessTable.NO_MODEL -> "";
            case AccessTable.BY_SERVICE -> "that of the answer";
            case AccessTable.ALL_MODELS -> "all";
            default -> "`" + row.model() + "`";
        };
    }

    @Test
    void hasEachCallOnce() {
        List<String> calls = AccessTable.sections().stream()
                .flatMap(section -> section.rows().stream())
                .map(Row::call)
                .toList();
        assertThat(calls).doesNotHaveDuplicates();
    }

    @Test
    void findsTheRowOfAPath() {
        assertThat(call("GET", "/v1/models")).isEqualTo("GET /v1/models");
        assertThat(call("GET", "/v1/models/")).isEqualTo("GET /v1/models");
        assertThat(call("HEAD", "/v1/models/a")).isEqualTo("GET /v1/models/{name}");
        assertThat(call("GET", "/v2/models/a/versions/7/ready"))
                .isEqualTo("GET /v2/models/{model}/versions/{version}/ready");
        assertThat(AccessTable.part(
                        AccessTable.ofRoute("GET", "/v2/models/a/versions/7").orElseThrow(), "/v2/models/a/versions/7"))
                .isEqualTo("a");
    }

    @Test
    void knowsNoOtherPath() {
        for (String path : List.of("", "/v1", "/v1/models/a/b", "//v1/models", "/v1//models", "/q", "/q/metrics/x")) {
            assertThat(AccessTable.ofRoute("GET", path)).as(path).isEmpty();
        }
        assertThat(AccessTable.ofRoute("DELETE", "/v1/models")).isEmpty();
        assertThat(AccessTable.ofRpc("resforge.v1.TrainerService/Nothing")).isEmpty();
    }

    private static String call(String method, String path) {
        return AccessTable.ofRoute(method, path).map(Row::call).orElse("");
    }
}
