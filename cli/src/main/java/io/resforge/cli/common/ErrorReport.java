package io.resforge.cli.common;

import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeException;
import io.resforge.neuralnet.text.FileTrouble;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.dataset.DatasetCache.CacheFailure;
import io.resforge.registry.dataset.DatasetPush.DatasetExists;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.store.StoreFailure;
import io.resforge.report.source.StoredRunReports.NothingToReport;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.InvalidRecipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user what went wrong: one sentence on standard error, a stack trace only with {@code --verbose}. */
public final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Failures whose message is a sentence for the user. */
    private static final List<Class<? extends Exception>> TOLD = List.of(
            CommandFailed.class,
            ResForgeException.class,
            InvalidRecipe.class,
            InvalidDataset.class,
            NothingToReport.class,
            StoreFailure.class,
            DamagedObject.class,
            UnknownDataset.class,
            DatasetExists.class,
            CacheFailure.class,
            InvalidCheckpoint.class,
            InvalidSignature.class);

    private final Terminal terminal;
    private final BooleanSupplier verbose;

    /**
     * @param terminal where errors go
     * @param verbose whether the user asked for stack traces
     */
    public ErrorReport(Terminal terminal, BooleanSupplier verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        tell(sentence(failure));
        if (failure instanceof CommandFailed failed) {
            // What is to be copied has no mark before it.
            String mark = failed.exitCode() == ExitCodes.USAGE ? "  " : "  | ";
            failed.below().forEach(line -> terminal.err().println(mark + PlainText.indented(line)));
        }
        if (verbose.getAsBoolean()) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().map(PlainText::indented).forEach(terminal.err()::println);
        }
        return ExitCodes.of(failure);
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        tell(misuse(failure));
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println("'" + name + " --help' tells what there is.");
        return ExitCodes.USAGE;
    }

    private void tell(String sentence) {
        terminal.err().println(terminal.styled("@|bold,red error:|@ " + PlainText.of(sentence)));
    }

    private static String misuse(ParameterException failure) {
        if (failure.getCause() instanceof TypeConversionException wrong && failure.getArgSpec() != null) {
            return name(failure.getArgSpec()) + " " + wrong.getMessage();
        }
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return Character.toLowerCase(failure.getMessage().charAt(0))
                    + failure.getMessage().substring(1);
        }
        String word = unmatched.getUnmatched().get(0).split("=", 2)[0];
        String what = unmatched.isUnknownOption() ? "option" : isGroup(failure) ? "command" : "argument";
        List<String> near = NearestNames.to(word, failure.getCommandLine());
        String hint = near.stream().map(n -> "'" + n + "'").collect(Collectors.joining(" or "));
        return "unknown " + what + " '" + word + "'" + (near.isEmpty() ? "" : "; did you mean " + hint + "?");
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static boolean isGroup(ParameterException failure) {
        return !failure.getCommandLine().getSubcommands().isEmpty();
    }

    private static String sentence(Exception failure) {
        if (TOLD.stream().anyMatch(type -> type.isInstance(failure))) {
            return failure.getMessage() + advice(failure);
        }
        if (failure instanceof UncheckedIOException wrapped) {
            String cause = trouble(wrapped.getCause()) + advice(wrapped.getCause());
            boolean bare = wrapped.getCause().toString().equals(wrapped.getMessage());
            return bare ? cause : wrapped.getMessage() + ": " + cause;
        }
        if (failure instanceof IOException trouble) {
            return trouble(trouble) + advice(trouble);
        }
        return "this should not have happened: " + failure + "; --verbose shows where";
    }

    /** What went wrong with a file or a connection. */
    public static String trouble(IOException failure) {
        return failure instanceof UnknownHostException unknown
                ? "unknown host " + unknown.getMessage()
                : FileTrouble.sentence(failure);
    }

    /** Names the variable that helps where the folder that is taken without it cannot be used. */
    private static String advice(IOException failure) {
        boolean usual = failure instanceof FileSystemException file
                && String.valueOf(file.getFile()).matches("(.*/)?\\.resforge(/.*)?");
        return usual ? "; the variable RESFORGE_HOME names another folder" : "";
    }

    private static String advice(Exception failure) {
        boolean unreachable = String.valueOf(failure.getMessage()).startsWith("nothing answers at");
        return unreachable ? "; start the services with 'resforge up', or name them with --server" : "";
    }

    /** The names that a mistyped one is likely to stand for. */
    static final class NearestNames {

        private NearestNames() {}

        /** At most two options or commands of this command, nearest first. */
        static List<String> to(String word, CommandLine command) {
            Stream<String> names = word.startsWith("-")
                    ? command.getCommandSpec().options().stream()
                            .filter(option -> !option.hidden())
                            .map(OptionSpec::longestName)
                    : command.getSubcommands().keySet().stream();
            int tolerance = (word.replace("-", "").length() + 2) / 3;
            return names.filter(name -> LevenshteinDistance.getDefaultInstance().apply(word, name) <= tolerance
                            || (word.length() > 3 && name.startsWith(word)))
                    .sorted(Comparator.comparingInt(
                            name -> LevenshteinDistance.getDefaultInstance().apply(word, name)))
                    .limit(2)
                    .toList();
        }
    }
}
