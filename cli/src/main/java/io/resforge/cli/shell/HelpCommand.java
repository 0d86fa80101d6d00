package io.resforge.cli.shell;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command. */
@Command(
        name = "help",
        description = "Shows the help of a command, as --help after it does.",
        footer = {"", "Examples:", "  resforge help", "  resforge help models promote"})
public final class HelpCommand extends ContextCommand {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command; all of them by default.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine line = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = line.getSubcommands().get(word);
            if (next == null) {
                throw CommandFailed.badUsage("there is no command '" + String.join(" ", words) + "'; '"
                        + line.getCommandSpec().qualifiedName() + "' has "
                        + (line.getSubcommands().isEmpty()
                                ? "no commands in it"
                                : String.join(", ", line.getSubcommands().keySet())));
            }
            line = next;
        }
        line.usage(line.getOut());
        return ExitCodes.OK;
    }
}
