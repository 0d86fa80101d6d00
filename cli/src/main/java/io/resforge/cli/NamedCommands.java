package io.resforge.cli;

import io.resforge.cli.common.CommandGroup.Holds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Makes the commands that a command line may call, and of the others only what a list tells of them: to look at all of them takes longer
 * than most take to run.
 *
 * @param called whether a command of this name may be called
 */
record NamedCommands(Predicate<String> called) {

    /** They tell of every command what it takes. */
    private static final List<String> NEED_ALL = List.of("completion");

    /** Those that this command line names; a command that no word names is not called. Words may stand in a file, as {@code @FILE}. */
    static NamedCommands in(String... words) {
        Set<String> all = new HashSet<>(List.of(words));
        boolean any = all.stream().anyMatch(word -> word.startsWith("@") || NEED_ALL.contains(word));
        return new NamedCommands(any ? name -> true : all::contains);
    }

    /** Gives a group the commands that it holds, and these theirs. */
    void addTo(CommandLine group) {
        Holds held = group.getCommandSpec().userObject().getClass().getAnnotation(Holds.class);
        if (held == null) {
            return;
        }
        for (Class<?> type : held.value()) {
            Command told = type.getAnnotation(Command.class);
            if (called.test(told.name())) {
                CommandLine command = new CommandLine(type);
                group.addSubcommand(told.name(), command);
                addTo(command);
            } else {
                CommandSpec listed = CommandSpec.create().name(told.name());
                listed.usageMessage().description(told.description());
                group.addSubcommand(told.name(), listed);
            }
        }
    }
}
