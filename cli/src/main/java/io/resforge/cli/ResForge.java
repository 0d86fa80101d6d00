package io.resforge.cli;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.ErrorReport;
import io.resforge.cli.common.NumberText;
import io.resforge.cli.data.FetchCommand;
import io.resforge.cli.data.ListDataCommand;
import io.resforge.cli.data.PushCommand;
import io.resforge.cli.demo.DemoCommand;
import io.resforge.cli.local.UpCommand;
import io.resforge.cli.model.ClassifyCommand;
import io.resforge.cli.model.ModelsCommand;
import io.resforge.cli.recipe.DescribeCommand;
import io.resforge.cli.recipe.ListRecipesCommand;
import io.resforge.cli.recipe.ShowRecipeCommand;
import io.resforge.cli.run.PreviewCommand;
import io.resforge.cli.run.ReportCommand;
import io.resforge.cli.run.ReproduceCommand;
import io.resforge.cli.run.RunsCommand;
import io.resforge.cli.run.TrainCommand;
import io.resforge.cli.sweep.SweepCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of all commands. */
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
        ResForge root = new ResForge();
        CommandLine line = new CommandLine(root)
                .addSubcommand("demo", new DemoCommand(context))
                .addSubcommand("data", data(context))
                .addSubcommand("train", new TrainCommand(context))
                .addSubcommand("sweep", new SweepCommand(context))
                .addSubcommand("report", new ReportCommand(context))
                .addSubcommand("reproduce", new ReproduceCommand(context))
                .addSubcommand("recipes", recipes(context))
                .addSubcommand("describe", new DescribeCommand(context))
                .addSubcommand("runs", RunsCommand.commandLine(context))
                .addSubcommand("models", ModelsCommand.commandLine(context))
                .addSubcommand("classify", new ClassifyCommand(context))
                .addSubcommand("up", new UpCommand(context));
        layOut(line);
        ErrorReport errors = new ErrorReport(context.terminal(), () -> root.verbose);
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(context.terminal().ansi()));
        line.setUsageHelpWidth(Math.max(80, Math.min(120, context.terminal().width())));
        line.setOut(new PrintWriter(context.terminal().out(), true));
        line.setErr(new PrintWriter(context.terminal().err(), true));
        NumberText.register(line);
        line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
        return line;
    }

    private static void layOut(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .abbreviateSynopsis(true)
                .descriptionHeading("%n")
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%nArguments:%n")
                .commandListHeading("%nCommands:%n");
        line.getSubcommands().values().forEach(ResForge::layOut);
    }

    private static CommandLine data(CommandContext context) {
        return new CommandLine(new DataCommand())
                .addSubcommand("fetch", new FetchCommand(context))
                .addSubcommand("push", new PushCommand(context))
                .addSubcommand("list", new ListDataCommand(context))
                .addSubcommand("preview", new PreviewCommand(context));
    }

    private static CommandLine recipes(CommandContext context) {
        return new CommandLine(new RecipesCommand())
                .addSubcommand("list", new ListRecipesCommand(context))
                .addSubcommand("show", new ShowRecipeCommand(context));
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {"resforge " + (version == null ? "(not packaged)" : version)};
        }
    }

    /** Holds the commands about data sets. */
    @Command(name = "data", description = "Brings data sets, from their authors and into a store.")
    public static final class DataCommand extends CommandGroup {}

    /** Holds the commands about recipes. */
    @Command(name = "recipes", description = "Lists and shows the recipes that 'train --recipe' takes.")
    public static final class RecipesCommand extends CommandGroup {}
}
