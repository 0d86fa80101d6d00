package io.resforge.cli.run;

import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.TextTable;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.report.page.Comparison;
import io.resforge.report.page.Reports;
import io.resforge.report.page.Reports.ReportFile;
import io.resforge.report.run.RunReport;
import io.resforge.report.source.StoredRunReports;
import io.resforge.report.tensorboard.TensorBoardWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            "Brings the report of a run into a folder: one page with its curves, confusion matrix, calibration and worst mistakes,"
                    + " at any time from its submission on.",
            "Of several runs it makes one page with what differs, their curves and what made the difference."
        },
        footer = {
            "",
            "Examples:",
            "  resforge report RUN                       into the folder report-RUN",
            "  resforge report RUN --open                and show it in the browser",
            "  resforge report RUN RUN RUN --out compared",
            "  resforge report RUN --tensorboard logs    the same for TensorBoard, in logs/RUN"
        })
public final class ReportCommand extends ContextCommand {

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "The run, or the runs to compare.")
    private List<String> runIds;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder for the files; report-RUN, or comparison.")
    private Path out;

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "Also write each run's curves below this folder.")
    private Path tensorBoard;

    @Option(names = "--open", description = "Show the page in the browser, where there is one.")
    private boolean open;

    @Mixin
    private StoreOption store;

    @Override
    public Integer call() throws IOException {
        ObjectStore objects = store.open(context.home());
        StoredRunReports stored = new StoredRunReports(objects, Clock.systemUTC());
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
        Map<String, byte[]> left = reports.of(id);
        // What an earlier build left is whole, and has what this one would need to make its own.
        boolean earlier = !left.isEmpty() && !left.containsKey(RunReport.FILE);
        if (run.course().ended() && run.scores() != null && left.isEmpty()) {
            context.terminal()
                    .line("The worker of run " + PlainText.of(id)
                            + " left no report; this one is made of what the store tells, without single images.");
        }
        Map<String, byte[]> files = earlier ? left : contents(Reports.of(run));
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
        Path page = folder.toAbsolutePath().normalize().resolve("index.html");
        boolean shown = open && Browser.ofThisMachine().open(page);
        if (open && !shown) {
            context.terminal().line("There is no browser here that could be told to show it.");
        }
        context.terminal().line((shown ? "Shown: " : "Open ") + "@|bold " + HumanFormat.path(page) + "|@");
    }

    private void writeEvents(RunReport run) throws IOException {
        Path folder = tensorBoard.resolve(run.identity().run());
        try (TensorBoardWriter writer = TensorBoardWriter.open(folder, Clock.systemUTC())) {
            OutputFile.writing(folder, () -> writer.write(run));
        }
    }
}
