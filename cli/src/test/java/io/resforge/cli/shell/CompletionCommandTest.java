package io.resforge.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.resforge.testing.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts are run by the shells themselves, where a machine has them. */
class CompletionCommandTest {

    @TempDir
    private Path folder;

    private Path script(String shell) throws IOException {
        Shell commands = new Shell(folder);
        assertThat(commands.run("completion", shell)).isZero();
        return Files.writeString(folder.resolve("completion." + shell), commands.out());
    }

    private List<String> run(String shell, String program) throws IOException, InterruptedException {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, shell)));
        assumeTrue(installed, shell + " is not installed");
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", program)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"resforge ru | runs", "resforge runs li | list", "resforge runs list --li | --limit"})
    void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
        int last = typed.split(" ").length - 1;
        String program = "source " + script("bash") + "; COMP_WORDS=(" + typed + "); COMP_CWORD=" + last
                + "; COMP_LINE='" + typed + "'; _complete_resforge; printf '%s\\n' \"${COMPREPLY[@]}\"";
        assertThat(run("bash", program)).extracting(String::strip).contains(completed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"resforge ru | runs", "resforge runs li | list", "resforge runs list --li | --limit"})
    void fishCompletesCommandsAndOptions(String typed, String completed) throws Exception {
        assertThat(run("fish", "source " + script("fish") + "; complete -C '" + typed + "'"))
                .anyMatch(line -> line.split("\t")[0].equals(completed));
    }

    @Test
    void fishOffersNoCommandOfAnotherGroup() throws Exception {
        assertThat(run("fish", "source " + script("fish") + "; complete -C 'resforge models '"))
                .anyMatch(line -> line.startsWith("promote"))
                .noneMatch(line -> line.startsWith("cancel") || line.startsWith("train"));
    }

    @Test
    void zshTakesTheScriptAndKnowsTheCommand() throws Exception {
        String program = "autoload -U +X compinit && compinit -u -d " + folder.resolve("dump") + "; source "
                + script("zsh") + "; print -- $_comps[resforge]";
        assertThat(run("zsh", program).getLast()).contains("_complete_resforge");
    }

    @Test
    void refusesAnotherShell() {
        Shell commands = new Shell(folder);
        assertThat(commands.run("completion", "tcsh")).isEqualTo(2);
        assertThat(commands.err()).startsWith("error: SHELL must be bash, zsh or fish, was 'tcsh'");
    }
}
