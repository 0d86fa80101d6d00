package io.resforge.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextsCommandTest {

    @TempDir
    private Path home;

    private Shell shell;
    private Path token;

    @BeforeEach
    void open() throws IOException {
        shell = new Shell(home);
        token = Files.writeString(home.resolve("prod.token"), "rf_1");
    }

    private String fresh(String... words) {
        Shell next = new Shell(home);
        assertThat(next.run(words)).as(next.err()).isZero();
        return next.out();
    }

    @Test
    void hintsAtTheFirstOneWhereThereIsNone() {
        assertThat(shell.run("context", "list")).isZero();
        assertThat(shell.out()).startsWith("No contexts yet; 'resforge context set NAME");
    }

    @Test
    void keepsAndListsThemAndMarksTheOneInUse() {
        fresh("context", "set", "prod", "--trainer", "grpcs://t:9001", "--token-file", token.toString());
        fresh("context", "set", "trial", "--inference", "localhost:9100");
        assertThat(fresh("context", "list"))
                .containsPattern("prod +★ +grpcs://t:9001 +- +" + token + " +-\n")
                .containsPattern("trial +- +localhost:9100 +- +-\n");
        fresh("context", "use", "trial");
        assertThat(fresh("context", "list", "--json")).contains("\"token_file\": \"" + token + "\"");
        assertThat(home.resolve("contexts.yaml")).content().startsWith("current: trial\n");
    }

    @Test
    void changesWhatIsGivenAndTakesAwayWhatIsEmpty() {
        fresh("context", "set", "prod", "--trainer", "a:1", "--token-file", token.toString());
        fresh("context", "set", "prod", "--inference", "b:2", "--token-file", "");
        assertThat(home.resolve("contexts.yaml"))
                .hasContent("current: prod\ncontexts:\n  prod:\n    trainer: a:1\n    inference: b:2\n");
    }

    @Test
    void forgetsOneAndWithItThatItIsInUse() {
        fresh("context", "set", "prod", "--trainer", "a:1");
        fresh("context", "delete", "prod");
        assertThat(fresh("context", "list")).startsWith("No contexts yet");
        assertThat(home).isDirectoryNotContaining("glob:**.new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set a b | unknown argument 'b'",
                "set a | a context needs at least one of --trainer and --inference",
                "set a/b --trainer c:1 | the name of a context has up to 63 letters",
                "set a --trainer b | --trainer: 'b' is not an address; write host:port",
                "set a --trainer b:1 --ca nowhere.pem | --ca: there is no file",
                "use | either a NAME or --none must be given",
                "use other | there is no context 'other'; there are []",
                "delete other | there is no context 'other'; there are []"
            })
    void saysWhatIsWrong(String words, String sentence) {
        assertThat(shell.run(("context " + words).split(" "))).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: ").contains(sentence);
        assertThat(home.resolve("contexts.yaml")).doesNotExist();
    }
}
