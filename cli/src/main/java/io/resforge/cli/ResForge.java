package io.resforge.cli;

import io.resforge.cli.classify.ClassifyCommand;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.CommandGroup.Holds;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ContextOption;
import io.resforge.cli.common.ErrorReport;
import io.resforge.cli.data.FetchCommand;
import io.resforge.cli.data.ListDataCommand;
import io.resforge.cli.data.PushCommand;
import io.resforge.cli.demo.DemoCommand;
import io.resforge.cli.local.DownCommand;
import io.resforge.cli.local.LogsCommand;
import io.resforge.cli.local.TokensCommand;
import io.resforge.cli.local.UpCommand;
import io.resforge.cli.model.KeysCommand;
import io.resforge.cli.model.ModelsCommand;
import io.resforge.cli.model.StatusCommand;
import io.resforge.cli.recipe.DescribeCommand;
import io.resforge.cli.recipe.ListRecipesCommand;
import io.resforge.cli.recipe.ShowRecipeCommand;
import io.resforge.cli.run.PreviewCommand;
import io.resforge.cli.run.ReportCommand;
import io.resforge.cli.run.ReproduceCommand;
import io.resforge.cli.run.RunsCommand;
import io.resforge.cli.run.TrainCommand;
import io.resforge.cli.shell.CompletionCommand;
import io.resforge.cli.shell.ContextsCommand;
import io.resforge.cli.shell.HelpCommand;
import io.resforge.cli.shell.VersionCommand;
import io.resforge.cli.sweep.SweepCommand;
import io.resforge.cli.top.TopCommand;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The root of all commands. */
@Holds({
    DemoCommand.class,
    ResForge.DataCommand.class,
    TrainCommand.class,
    SweepCommand.class,
    ReportCommand.class,
    ReproduceCommand.class,
    ResForge.RecipesCommand.class,
    DescribeCommand.class,
    RunsCommand.class,
    ModelsCommand.class,
    StatusCommand.class,
    TopCommand.class,
    KeysCommand.class,
    ClassifyCommand.class,
    TokensCommand.class,
    UpCommand.class,
    DownCommand.class,
    LogsCommand.class,
    ContextsCommand.class,
    CompletionCommand.class,
    VersionCommand.class,
    HelpCommand.class
})
@Command(
        name = "resforge",
        versionProvider = ResForge.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Trains CIFAR-10 ResNets, publishes them, and serves the best one.",
        footer = {
            "",
            "Start with:",
            "  resforge demo                      the whole way, from pictures to answers",
            "  resforge data fetch cifar10        bring the data set",
            "  resforge train --epochs 20         train a ResNet-20 on it",
            "  resforge up                        run both services",
            "  resforge classify frog.png         ask the live model",
            "",
            "In a checkout, './resforge test' builds everything and runs all tests; what follows 'test' goes to Maven.",
            "State is kept in $$RESFORGE_HOME, by default ~/.resforge.",
            "Exit codes: 0 done, 1 failed, 2 bad usage (also what the server says about what was typed)."
        })
public final class ResForge extends CommandGroup {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where an error comes from, with its stack trace.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean showVersion;

    /** All commands over this context. */
    public static CommandLine commandLine(CommandContext context) {
        return commandLine(context, new ResForge(), new NamedCommands(name -> true));
    }

    /** Executes one command line, of which only the commands that it names are made; the exit code. */
    public static int execute(CommandContext context, String... words) {
        return commandLine(context, new ResForge(), NamedCommands.in(words)).execute(words);
    }

    private static CommandLine commandLine(CommandContext context, ResForge root, NamedCommands commands) {
        CommandLine line = new CommandLine(root);
        commands.addTo(line);
        prepare(line, context);
        ErrorReport errors = new ErrorReport(context.terminal(), () -> root.verbose);
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(context.terminal().ansi()));
        line.setUsageHelpWidth(Math.max(80, Math.min(120, context.terminal().width())));
        line.setHelpFactory(HelpWords::new);
        line.setOut(HelpWords.writer(context.terminal().out()));
        line.setErr(HelpWords.writer(context.terminal().err()));
        NumberText.register(line);
        line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
        return line;
    }

    private static void prepare(CommandLine line, CommandContext context) {
        if (line.getCommand() instanceof ContextCommand command) {
            command.use(context);
        }
        HelpWords.hold(line.getCommandSpec().usageMessage());
        line.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(ContextOption.class::isInstance)
                .forEach(option -> ((ContextOption) option).use(context));
        line.getCommandSpec()
                .usageMessage()
                .abbreviateSynopsis(true)
                .descriptionHeading("%n")
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%nArguments:%n")
                .commandListHeading("%nCommands:%n");
        line.getSubcommands().values().forEach(command -> prepare(command, context));
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"resforge " + VersionCommand.version()};
        }
    }

    /** Holds the commands about data sets. */
    @Holds({FetchCommand.class, PushCommand.class, ListDataCommand.class, PreviewCommand.class})
    @Command(
            name = "data",
            description = "Brings data sets, from their authors and into a store.",
            footer = {"", "Example:", "  resforge data fetch cifar10"})
    static final class DataCommand extends CommandGroup {}

    /** Holds the commands about recipes. */
    @Holds({ListRecipesCommand.class, ShowRecipeCommand.class})
    @Command(
            name = "recipes",
            description = "Lists and shows the recipes that 'train --recipe' takes.",
            footer = {"", "Example:", "  resforge recipes show he2016-resnet20"})
    static final class RecipesCommand extends CommandGroup {}

    /** Reads numbers, and says in plain words what is none. */
    private static final class NumberText {

        private NumberText() {}

        /** Makes this command and those it holds read their numbers so. */
        static void register(CommandLine line) {
            line.registerConverter(int.class, converter(Integer::valueOf, "a whole number"));
            line.registerConverter(Integer.class, converter(Integer::valueOf, "a whole number"));
            line.registerConverter(Long.class, converter(Long::valueOf, "a whole number"));
            line.registerConverter(Double.class, converter(Double::valueOf, "a number"));
        }

        private static <N extends Number> ITypeConverter<N> converter(Function<String, N> parse, String kind) {
            return word -> {
                try {
                    return parse.apply(word.strip());
                } catch (NumberFormatException malformed) {
                    throw new TypeConversionException("must be " + kind + ", was '" + word + "'");
                }
            };
        }
    }
}
