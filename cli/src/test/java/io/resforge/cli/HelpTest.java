package io.resforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.common.CommandContext;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    /** A line that begins with two blanks, perhaps with variables or a shell's words before the program. */
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^  (?:[A-Z_]+=\\S+ |source <\\()*resforge (.*)$");

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

    /** What a command says where lines have no end; each is asked once, since to make all commands takes a while. */
    private static final Map<String, String> WIDE = new ConcurrentHashMap<>();

    private final Shell shell;

    HelpTest(@TempDir Path home) {
        shell = new Shell(home);
    }

    /** Each command, alone or in a group, as it is typed; the root is the empty word. */
    static List<String> commands() {
        List<String> found = new ArrayList<>(List.of(""));
        addCommands(ResForge.commandLine(CommandContext.system()), "", found);
        return found;
    }

    private static void addCommands(CommandLine group, String path, List<String> found) {
        group.getSubcommands().forEach((name, command) -> {
            String full = (path + " " + name).strip();
            found.add(full);
            addCommands(command, full, found);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfWithAnExample(String command) {
        // When
        int exit = shell.run((command + " --help").strip().split(" "));
        // Then
        assertThat(exit).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(shell.out())
                .contains(("Usage: resforge " + command).strip())
                .contains("--help", "--verbose")
                .containsPattern(
                        command.isEmpty() ? "Start with:\\R\\s+resforge" : "Examples?:\\R[^\\n]*resforge " + command);
        assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void wrapsNoHelpWithinAWord(String command) {
        shell.run((command + " --help").strip().split(" "));
        assertThat(words(shell.out())).isSubsetOf(words(wide(command)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyExampleOfACommandCanBeRead(String command) {
        CommandLine all = ResForge.commandLine(context(Screen.piped()));
        List<String> examples = EXAMPLE.matcher(wide(command))
                .results()
                .map(example -> example.group(1).split(" {2,}|\\)? [|>]")[0].replaceFirst("\\)$", ""))
                .toList();
        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            List<String> words = WORD.matcher(example)
                    .results()
                    .map(word -> word.group().replaceAll("['\"]", ""))
                    .toList();
            all.parseArgs(words.toArray(String[]::new));
        });
    }

    private static String wide(String command) {
        return WIDE.computeIfAbsent(command, asked -> {
            Screen screen = Screen.piped();
            CommandLine all = ResForge.commandLine(context(screen));
            widen(all);
            all.execute((asked + " --help").strip().split(" "));
            return screen.out();
        });
    }

    private static CommandContext context(Screen screen) {
        return new CommandContext(screen.terminal(), Optional.empty(), Path.of(""), ZoneOffset.UTC);
    }

    private static void widen(CommandLine line) {
        line.getCommandSpec().usageMessage().width(1000);
        line.getSubcommands().values().forEach(HelpTest::widen);
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    @Test
    void helpOfACommandIsThatOfTheCommand(@TempDir Path other) {
        Shell asked = new Shell(other);
        assertThat(asked.run("help", "models", "promote")).isZero();
        shell.run("models", "promote", "--help");
        assertThat(asked.out()).isEqualTo(shell.out());
        assertThat(asked.run("help", "models", "promot")).isEqualTo(2);
        assertThat(asked.err())
                .startsWith("error: there is no command 'models promot'; 'resforge models' has list, show, ");
    }

    @Test
    void tellsItsVersionAndWhatItRunsOn() {
        assertThat(shell.run("version")).isZero();
        assertThat(shell.out()).startsWith("resforge (not packaged)\njava     " + System.getProperty("java.version"));
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

    @Test
    void takesWordsFromAFile(@TempDir Path folder) throws IOException {
        Path words = Files.writeString(folder.resolve("words"), "recipes list\n--json");
        assertThat(shell.run("@" + words)).isZero();
        assertThat(shell.json().getAsJsonObject().has("recipes")).isTrue();
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
        "runs list --server nowhere, '''nowhere'' is not an address; write host:port, such as localhost:9000, or grpcs://host:port for TLS'",
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
