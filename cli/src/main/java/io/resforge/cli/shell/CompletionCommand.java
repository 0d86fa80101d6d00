package io.resforge.cli.shell;

import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints a script by which a shell completes commands and options. */
@Command(
        name = "completion",
        description = "Prints a script by which a shell completes commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(resforge completion bash)         for this shell, or in ~/.bashrc",
            "  source <(resforge completion zsh)          the same in ~/.zshrc",
            "  resforge completion fish > ~/.config/fish/completions/resforge.fish"
        })
public final class CompletionCommand extends ContextCommand {

    private static final String NAME = "resforge";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", converter = ShellWord.class, description = "bash, zsh or fish.")
    private Shells shell;

    /** The shells. */
    enum Shells {
        BASH,
        ZSH,
        FISH
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        context.terminal()
                .out()
                .print(
                        switch (shell) {
                            case BASH, ZSH -> bash(root);
                            case FISH -> fish(root);
                        });
        return ExitCodes.OK;
    }

    /** picocli numbers the names of variables with the digits of the machine's language, which a shell does not take. */
    private static String bash(CommandLine root) {
        StringBuilder script = new StringBuilder();
        AutoComplete.bash(NAME, root)
                .codePoints()
                .map(point -> Character.isDigit(point) ? '0' + Character.digit(point, 10) : point)
                .forEach(script::appendCodePoint);
        return script.toString();
    }

    /** Words that are no options are taken for commands: the first ones say which command is being typed. */
    private static String fish(CommandLine root) {
        StringBuilder script = new StringBuilder("""
                # Completion of resforge for fish.
                function __resforge_typed
                    set -l words (commandline -opc)
                    for word in $words[2..-1]
                        string match -q -- '-*' $word; or echo $word
                    end
                end
                function __resforge_at
                    set -l typed (__resforge_typed)
                    test (count $typed) -eq (count $argv); and test "$typed" = "$argv"
                end
                function __resforge_in
                    set -l typed (__resforge_typed)
                    test (count $argv) -eq 0; and return 0
                    test (count $typed) -ge (count $argv); and test "$typed[1..$(count $argv)]" = "$argv"
                end
                """);
        fish(root, "", script);
        return script.toString();
    }

    private static void fish(CommandLine command, String path, StringBuilder script) {
        String name = path.isEmpty() ? "" : " " + path;
        command.getSubcommands().forEach((sub, line) -> script.append("complete -c resforge -f -n '__resforge_at")
                .append(name)
                .append("' -a ")
                .append(sub)
                .append(about(line.getCommandSpec().usageMessage().description()))
                .append('\n'));
        if (command.getSubcommands().isEmpty()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                script.append("complete -c resforge -n '__resforge_in")
                        .append(name)
                        .append('\'');
                for (String spelling : option.names()) {
                    script.append(spelling.startsWith("--") ? " -l " : " -s ")
                            .append(spelling.replaceFirst("^--?", ""));
                }
                script.append(option.arity().max() > 0 ? " -r" : "")
                        .append(about(option.description()))
                        .append('\n');
            }
        }
        command.getSubcommands().forEach((sub, line) -> fish(line, (path + " " + sub).strip(), script));
    }

    private static String about(String... description) {
        if (description.length == 0) {
            return "";
        }
        String sentence = description[0].replace("$$", "$").replace("%n", " ").split("(?<=[.;:])\\s")[0];
        return " -d '" + sentence.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Reads the name of a shell. */
    static final class ShellWord implements ITypeConverter<Shells> {

        @Override
        public Shells convert(String word) {
            try {
                return Shells.valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("must be bash, zsh or fish, was '" + word + "'");
            }
        }
    }
}
