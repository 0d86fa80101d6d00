package io.resforge.cli.local;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.LogLinesOption;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Prints the log of a service on this machine. */
@Command(
        name = "logs",
        description = {
            "Prints the log of a service that runs on this machine, or ran here last.",
            "What a run's worker printed, 'resforge runs logs' tells."
        },
        footer = {"", "Examples:", "  resforge logs trainer", "  resforge logs inference -f --tail 20"})
public final class LogsCommand extends ContextCommand {

    @Parameters(paramLabel = "SERVICE", converter = ServiceWord.class, description = "trainer or inference.")
    private LocalService service;

    @Mixin
    private LogLinesOption lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        lines.check();
        Optional<Running> running = new RunningServices(context.home()).newest(service.toString());
        Path log = running.map(it -> Path.of(it.log()))
                .or(this::newest)
                .orElseThrow(() -> CommandFailed.because("the " + service + " has not logged anything in "
                        + context.home().logs() + " yet; 'resforge up' starts it"));
        try {
            // As they are: what a service logs is no markup of ours.
            new LogFile(log)
                    .read(
                            lines.tail(),
                            () -> lines.follow()
                                    && running.filter(it -> it.process().lives())
                                            .isPresent(),
                            context.terminal()::plainLine);
        } catch (NoSuchFileException | java.io.FileNotFoundException e) {
            throw CommandFailed.because("there is no log " + log + " any more");
        }
        return ExitCodes.OK;
    }

    /** The log that was written last. */
    private Optional<Path> newest() {
        Path folder = context.home().logs();
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.getFileName().toString().matches(service + "-[0-9]+\\.log"))
                    .max(Comparator.comparingLong(it -> it.toFile().lastModified()));
        } catch (IOException e) {
            throw CommandFailed.because("cannot list " + folder, e);
        }
    }

    /** Reads the name of a service, short or in full. */
    static final class ServiceWord implements ITypeConverter<LocalService> {

        @Override
        public LocalService convert(String word) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            return Stream.of(LocalService.values())
                    .filter(it -> name.equals(it.toString())
                            || name.equals(it.toString().replace("-service", "")))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("must be trainer or inference, was '" + word + "'"));
        }
    }
}
