package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextsTest {

    @TempDir
    Path home;

    @Test
    void standsInForVariablesThatAreNotSet() throws IOException {
        write();
        Map<String, String> all = Contexts.environment(variables("RESFORGE_TRAINER", "elsewhere:9001"));
        assertThat(all)
                .containsEntry("RESFORGE_TRAINER", "elsewhere:9001")
                .containsEntry("RESFORGE_INFERENCE", "grpcs://inference.example.com:9000")
                .containsEntry(
                        "RESFORGE_TOKEN_FILE", home.resolve("production.token").toString())
                .containsEntry("RESFORGE_CA_FILE", "/etc/ca.pem");
    }

    @Test
    void takesTheContextThatTheEnvironmentNames() throws IOException {
        write();
        assertThat(Contexts.environment(variables("RESFORGE_CONTEXT", "trial")))
                .containsEntry("RESFORGE_TRAINER", "localhost:9101")
                .doesNotContainKey("RESFORGE_TOKEN_FILE");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(Contexts.environment(variables("A", "b"))).containsEntry("A", "b");
        assertThatThrownBy(() -> Contexts.environment(variables("RESFORGE_CONTEXT", "trial")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("there is no file");
        write();
        assertThatThrownBy(() -> Contexts.environment(variables("RESFORGE_CONTEXT", "other")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("there is no context 'other'; there are [production, trial]");
        Files.writeString(home.resolve("contexts.yaml"), "current: a\ncontexts:\n  a:\n    token: secret\n");
        assertThatThrownBy(() -> Contexts.environment(variables("A", "b")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("a context has no 'token'")
                .hasMessageNotContaining("secret");
    }

    @Test
    void saysSoOfAFileThatNoPersonMeant() throws IOException {
        refuses("current: b\ncontexts: {1: {}, a: {}, true: {}}", "there is no context 'b'; there are [1, a, true]");
        refuses("current: a\ncontexts: {a: {ca: \"a\\0\"}}", "'ca' is no path of a file");
        refuses("current: a\ncontexts: " + "[".repeat(50) + "]".repeat(50), "must be nested at most 32 deep");
        refuses("a".repeat(2 << 20), "must have at most");
        refuses("- a", "must be lines of 'key: value'");
        refuses("&a [*a]", "nested");
    }

    private void refuses(String content, String words) throws IOException {
        Files.writeString(home.resolve("contexts.yaml"), content);
        assertThatThrownBy(() -> Contexts.environment(variables("A", "b")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("contexts.yaml")
                .hasMessageContaining(words);
    }

    private void write() throws IOException {
        Files.writeString(home.resolve("contexts.yaml"), """
                current: production
                contexts:
                  production:
                    trainer: grpcs://trainer.example.com:9001
                    inference: grpcs://inference.example.com:9000
                    token-file: production.token
                    ca: /etc/ca.pem
                  trial:
                    trainer: localhost:9101
                """);
    }

    private Map<String, String> variables(String name, String value) {
        Map<String, String> variables = new HashMap<>(Map.of("RESFORGE_HOME", home.toString()));
        variables.put(name, value);
        return variables;
    }
}
