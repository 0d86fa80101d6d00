package io.resforge.registry.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.registry.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFilesTest {

    private final MemoryStore store = new MemoryStore();
    private final ReportFiles files = new ReportFiles(store);

    @Test
    void readsBackAllFilesOfARunAndNoOthers() {
        // When
        files.put("run-1", "index.html", bytes("page"));
        files.put("run-1", "accuracy.svg", bytes("curve"));
        files.put("run-10", "index.html", bytes("another page"));
        // Then
        assertThat(files.of("run-1")).containsOnlyKeys("index.html", "accuracy.svg");
        assertThat(files.of("run-1").get("index.html")).isEqualTo(bytes("page"));
        assertThat(files.of("run-2")).isEmpty();
    }

    @Test
    void replacesAFileOfTheSameName() {
        files.put("run-1", "index.html", bytes("old"));
        files.put("run-1", "index.html", bytes("new"));

        assertThat(files.of("run-1").get("index.html")).isEqualTo(bytes("new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../end.json", "a/b", ".hidden", "Page.html", "a\nb"})
    void refusesNamesThatNoFileShouldHave(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.put("run-1", name, bytes("")))
                .withMessageContaining("was '" + name + "'");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void passesOverNamesThatNoFileShouldHave() {
        store.put("runs/run-1/report/a/b.html", bytes("another's"));

        assertThat(files.of("run-1")).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
