package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.TextTable;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.report.page.Comparison;
import io.resforge.report.page.ReportFile;
import io.resforge.report.page.Reports;
import io.resforge.report.page.TensorBoardWriter;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.RunReport;
import io.resforge.report.source.StoredRunReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a run's report, or compares several runs. */
@Command(
        name = "report",
        sortOptions = false,
        description = {
            "Brings the report of a run into a folder: one page with its curves, confusion matrix, calibration and worst mistakes.",
            "Of several runs it makes one table and one plot."
        },
        footer = {
            "",
            "Examples:",
            "  resforge report RUN                       into the folder report-RUN",
            "  resforge report RUN RUN RUN --out compared",
            "  resforge report RUN --tensorboard logs    the same curves for TensorBoard, in logs/RUN"
        })
public final class ReportCommand implements Callable<Integer> {

    private final CommandContext context;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "The run, or the runs to compare.")
    private List<String> runIds;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder for the files; report-RUN, or comparison.")
    private Path out;

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "Also write each run's curves below this folder.")
    private Path tensorBoard;

    @Mixin
    private StoreOption store;

    /** Prints to this context's terminal. */
    public ReportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        ObjectStore objects = store.open(context.home());
        StoredRunReports stored = new StoredRunReports(objects);
        List<RunReport> runs = runIds.stream().distinct().map(stored::report).toList();
        if (runs.size() == 1) {
            bring(runs.getFirst(), new ReportFiles(objects));
        } else {
            compare(runs);
        }
        if (tensorBoard != null) {
            for (RunReport run : runs) {
                writeEvents(run);
            }
            context.terminal().line("Event files are in " + HumanFormat.path(tensorBoard.toAbsolutePath()));
        }
        return ExitCodes.OK;
    }

    private void bring(RunReport run, ReportFiles reports) throws IOException {
        String id = run.identity().run();
        Map<String, byte[]> files = reports.of(id);
        if (files.isEmpty()) {
            context.terminal()
                    .line("The worker of run " + PlainText.of(id)
                            + " left no report; this one is made of what the store tells," + " without single images.");
            files = contents(Reports.of(run));
        }
        write(files, out == null ? Path.of("report-" + id) : out);
    }

    private void compare(List<RunReport> runs) throws IOException {
        Comparison comparison = new Comparison(runs);
        print(comparison.table());
        context.terminal().line();
        write(contents(comparison.files()), out == null ? Path.of("comparison") : out);
    }

    private static Map<String, byte[]> contents(List<ReportFile> files) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        files.forEach(file -> contents.put(file.name(), file.content()));
        return contents;
    }

    private void print(io.resforge.report.page.ReportTable compared) {
        String[] head = IntStream.range(0, compared.header().size())
                .mapToObj(i ->
                        (compared.numeric(i) ? ">" : "") + compared.header().get(i))
                .toArray(String[]::new);
        TextTable table = new TextTable(context.terminal(), head);
        compared.rows().forEach(row -> table.row(row.stream().map(PlainText::of).toArray(String[]::new)));
        table.print();
    }

    private void write(Map<String, byte[]> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            OutputFile.write(folder.resolve(file.getKey()), file.getValue());
        }
        context.terminal()
                .line("Open @|bold " + HumanFormat.path(folder.toAbsolutePath().resolve("index.html")) + "|@");
    }

    private void writeEvents(RunReport run) throws IOException {
        try (TensorBoardWriter writer =
                TensorBoardWriter.open(tensorBoard.resolve(run.identity().run()), Clock.systemUTC())) {
            for (EpochPoint epoch : run.epochs()) {
                OutputFile.writing(tensorBoard, () -> writer.add(epoch));
            }
        }
    }
}
