package io.resforge.cli.common;

import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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
public final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Terminal terminal;
    private final BooleanSupplier verbose;

    /**
     * @param terminal where errors go
     * @param verbose whether the user asked for stack traces
     */
    public Errors(Terminal terminal, BooleanSupplier verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        tell(sentence(failure));
        if (verbose.getAsBoolean()) {
            failure.printStackTrace(terminal.err());
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
        terminal.err().println(terminal.styled("@|bold,red error:|@ ") + sentence);
    }

    private static String misuse(ParameterException failure) {
        if (failure.getCause() instanceof TypeConversionException wrong && failure.getArgSpec() != null) {
            return name(failure.getArgSpec()) + " " + wrong.getMessage();
        }
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return Character.toLowerCase(failure.getMessage().charAt(0))
                    + failure.getMessage().substring(1);
        }
        String word = unmatched.getUnmatched().get(0);
        String what = unmatched.isUnknownOption() ? "option" : isGroup(failure) ? "command" : "argument";
        List<String> near = Nearest.to(word, failure.getCommandLine());
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
        if (failure instanceof CommandFailed || failure instanceof ResForgeException) {
            return failure.getMessage() + advice(failure);
        }
        Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (cause instanceof FileSystemException file) {
            return "cannot use " + file.getFile() + ": " + reason(file);
        }
        if (cause instanceof IOException) {
            return cause.getMessage();
        }
        return "this should not have happened: " + failure + "; --verbose shows where";
    }

    private static String reason(FileSystemException failure) {
        return failure.getReason() == null
                ? failure.getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                        .replace(" Exception", "")
                : failure.getReason();
    }

    private static String advice(Exception failure) {
        boolean nobodyHome = String.valueOf(failure.getMessage()).startsWith("nothing answers at");
        return nobodyHome ? "; start the services with 'resforge up', or name them with --server" : "";
    }
}
