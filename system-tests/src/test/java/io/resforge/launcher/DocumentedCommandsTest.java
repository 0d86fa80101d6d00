package io.resforge.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.ResForge;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.Home;
import io.resforge.cli.terminal.Terminal;
import io.resforge.launcher.DocumentedCommands.Documented;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Reads every command of every page with the command line itself: options that there are, and all that must be given. */
class DocumentedCommandsTest {

    /** The launcher's own. */
    private static final List<String> OF_THE_LAUNCHER = List.of("test", "bench", "fuzz");

    @Test
    void everyCommandOfEveryPageCanBeRead(@TempDir Path home) {
        List<String> wrong = new ArrayList<>();
        List<Documented> commands = DocumentedCommands.all();
        CommandLine reader = ResForge.commandLine(
                new CommandContext(Terminal.system(), new Home(home), DocumentedCommands.ROOT, ZoneOffset.UTC));
        for (Documented command : commands) {
            trouble(command, reader).ifPresent(why -> wrong.add(command + ": " + why));
        }
        assertThat(wrong).isEmpty();
        assertThat(commands).hasSizeGreaterThan(80);
    }

    /** Why a command cannot be read; empty if it can. */
    private static Optional<String> trouble(Documented command, CommandLine reader) {
        List<String> words = command.words();
        if (words.stream().anyMatch(word -> word.contains("|") || word.startsWith("["))) {
            return Optional.of("alternatives cannot be typed");
        }
        if (!words.isEmpty() && OF_THE_LAUNCHER.contains(words.getFirst())) {
            return Optional.empty();
        }
        try {
            reader.parseArgs(words.toArray(String[]::new));
            return Optional.empty();
        } catch (MissingParameterException e) {
            // What is to be typed begins with ./ or stands on a line of its own; in a sentence it may be a name.
            return command.text().startsWith("./") ? Optional.of(e.getMessage()) : Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(e.getMessage());
        }
    }
}
