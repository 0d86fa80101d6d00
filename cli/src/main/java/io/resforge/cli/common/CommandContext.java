package io.resforge.cli.common;

import io.resforge.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a command has to work with.
 *
 * @param terminal for its output
 * @param state where it is, if that is known
 * @param root of the checkout, with the packaged services and the sample
 * @param zone for times that people read
 */
public record CommandContext(Terminal terminal, Optional<Home> state, Path root, ZoneId zone) {

    /** A context whose home is known. */
    public CommandContext(Terminal terminal, Home home, Path root, ZoneId zone) {
        this(terminal, Optional.of(home), root, zone);
    }

    /**
     * Where the state is.
     *
     * @throws CommandFailed if that is not known
     */
    public Home home() {
        return state.orElseThrow(() -> CommandFailed.badUsage(
                "there is no home folder for the state; name a folder by the variable RESFORGE_HOME"));
    }

    /** How this program was called, for commands that are to be copied. */
    public String program() {
        return System.getProperty("resforge.program", "resforge");
    }

    /** The context of this process; {@code ./resforge} tells the root as a system property. */
    public static CommandContext system() {
        Path root = Path.of(System.getProperty("resforge.root", "")).toAbsolutePath();
        return new CommandContext(Terminal.system(), Home.of(System.getenv()), root, ZoneId.systemDefault());
    }
}
