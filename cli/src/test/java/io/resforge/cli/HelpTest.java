package io.resforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    private final Shell shell;

    HelpTest(@TempDir Path home) {
        shell = new Shell(home);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "data",
                "data fetch",
                "train",
                "recipes",
                "data preview",
                "sweep",
                "report",
                "reproduce",
                "describe",
                "recipes list",
                "recipes show",
                "runs",
                "runs list",
                "runs show",
                "runs watch",
                "runs cancel",
                "models",
                "models list",
                "models show",
                "models promote",
                "models rollback",
                "classify",
                "up"
            })
    void everyCommandExplainsItself(String command) {
        // When
        int exit = shell.run((command + " --help").strip().split(" "));
        // Then
        assertThat(exit).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(shell.out())
                .contains(("Usage: resforge " + command).strip())
                .contains("--help", "--verbose")
                .contains(command.isEmpty() ? "Start with:" : "resforge " + command);
        assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data fetch",
                "train",
                "data preview",
                "sweep",
                "report",
                "reproduce",
                "describe",
                "recipes list",
                "recipes show",
                "runs list",
                "runs show",
                "models promote",
                "classify",
                "demo",
                "up"
            })
    void showsAnExample(String command) {
        shell.run((command + " --help").split(" "));
        assertThat(shell.out()).containsPattern("Examples?:\\R\\s+resforge " + command);
    }

    @Test
    void tellsItsVersion() {
        assertThat(shell.run("--version")).isZero();
        assertThat(shell.out()).isEqualTo("resforge (not packaged)\n");
    }

    @ParameterizedTest
    @CsvSource({"'', resforge", "runs, resforge runs", "models, resforge models", "data, resforge data"})
    void aGroupAloneIsBadUsageAnsweredWithWhatThereIs(String group, String name) {
        int exit = group.isEmpty() ? shell.run() : shell.run(group);
        assertThat(exit).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("Usage: " + name).contains("Commands:");
    }

    @ParameterizedTest
    @CsvSource({
        "trian, unknown command 'trian'; did you mean 'train'?",
        "clasify, unknown command 'clasify'; did you mean 'classify'?",
        "model list, unknown command 'model'; did you mean 'models'?",
        "runs lst, unknown command 'lst'; did you mean 'list'?",
        "launch, unknown command 'launch'",
        "train --epoch 3, unknown option '--epoch'; did you mean '--epochs'?",
        "train --epoch=3, unknown option '--epoch'; did you mean '--epochs'?",
        "train --learning-rate 3, unknown option '--learning-rate'",
        "runs list --jsn, unknown option '--jsn'; did you mean '--json'?",
        "runs list more, unknown argument 'more'",
        "up --port 9000, unknown option '--port'; did you mean '--host'?"
    })
    void suggestsWhatMayHaveBeenMeant(String words, String sentence) {
        assertThat(shell.run(words.split(" "))).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err().lines().findFirst()).contains("error: " + sentence);
        assertThat(shell.err()).contains("--help' tells what there is.");
    }

    @ParameterizedTest
    @CsvSource({
        "runs show, missing required parameter: 'RUN'",
        "runs cancel, missing required parameter: 'RUN'",
        "classify, missing required parameter: 'FILE'",
        "data fetch, missing required parameter: 'NAME'",
        "models promote 3, missing required option: '--reason=TEXT'",
        "models rollback, missing required option: '--reason=TEXT'",
        "train --lr, missing required parameter for option '--lr' (RATE)"
    })
    void saysWhatIsMissing(String words, String sentence) {
        assertThat(shell.run(words.split(" "))).isEqualTo(2);
        assertThat(shell.err().lines().findFirst()).contains("error: " + sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "train --epochs many, 'epochs must be a whole number, was ''many'''",
        "train --seed x, 'seed must be a whole number, was ''x'''",
        "train --lr fast, 'lr must be a number, was ''fast'''",
        "train --optimizer addam, 'optimizer must be sgd, adam, adamw, rmsprop or adagrad, was ''addam''; did you mean ''adam''?'",
        "train --precision fp8, 'precision must be auto, fp32 or bf16, was ''fp8'''",
        "train --device gpu, '--device must be auto, cpu or cuda:N, was ''gpu'''",
        "train --set lr, 'a setting is key=value, such as lr=0.05, was ''lr'''",
        "train --set schedule.flor=1, 'unknown key ''schedule.flor'', did you mean ''floor''? Allowed are floor, kind'",
        "train --recipe he2016-resnet21, 'there is no recipe ''he2016-resnet21''; did you mean ''he2016-resnet20''?'",
        "train --recipe nothing, 'there is no recipe ''nothing''; ''resforge recipes list'' tells which there are'",
        "train --recipe nowhere/mine.yaml, 'cannot use nowhere/mine.yaml: no such file'",
        "recipes show he2016-resnet20 --set lr=-1, 'lr must be above 0 and at most 100, was -1.0'",
        "data fetch svhn, 'NAME must be cifar10 or cifar100 or mnist or fashion-mnist, was ''svhn'''",
        "data fetch cifar10 --url ftp://x/y, '--url must begin with http:// or https://, was ftp://x/y'",
        "data fetch cifar10 --url nowhere, '--url must begin with http:// or https://, was nowhere'",
        "runs list --limit 0, '--limit must be at least 1, was 0'",
        "models list --limit -3, '--limit must be at least 1, was -3'",
        "runs list --server nowhere, '''nowhere'' is not an address; write host:port, such as localhost:9000'",
        "classify --server localhost:99999 x.png, 'there is no readable file x.png'"
    })
    void saysWhatIsWrongAndWhatIsAllowed(String words, String sentence) {
        assertThat(shell.run(words.split(" "))).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err().lines().findFirst()).contains("error: " + sentence);
    }

    @Test
    void coloursErrorsOnlyOnATerminal(@TempDir Path home) {
        Screen screen = Screen.live(80);
        new Shell(home, screen).run("trian");
        shell.run("trian");
        assertThat(screen.err()).contains("\u001B[").satisfies(it -> assertThat(Screen.plain(it))
                .isEqualTo(shell.err()));
        assertThat(shell.err()).doesNotContain("\u001B");
    }
}
