package io.resforge.cli.sweep;

import io.resforge.cli.sweep.MemberRunner.SweepEntry;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.training.recipe.PublishedResult;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What came of a sweep: the study's table, with our figures beside those that were published. */
final class ResultTable {

    private final Terminal terminal;
    private final List<SweepEntry> entries;

    /** @param entries one row each, in their order */
    ResultTable(Terminal terminal, List<SweepEntry> entries) {
        this.terminal = terminal;
        this.entries = entries;
    }

    void print() {
        List<Column> columns = columns();
        TextTable table =
                new TextTable(terminal, columns.stream().map(Column::name).toArray(String[]::new));
        for (SweepEntry entry : entries) {
            table.row(columns.stream()
                    .map(column -> column.cell().apply(entry).orElse(terminal.either("–", "-")))
                    .toArray(String[]::new));
        }
        table.print();
    }

    /**
     * @param name as {@link TextTable} has it
     * @param cell what it shows of an entry, if that is known
     */
    private record Column(String name, Function<SweepEntry, Optional<String>> cell) {}

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("recipe", entry -> Optional.of(PlainText.of(entry.name()) + ending(entry))));
        columns.add(new Column(">test", entry -> result(entry)
                .filter(RunResult::hasTestAccuracy)
                .map(it -> percent(100 * it.getTestAccuracy()))));
        published(columns, PublishedResult::accuracy, ResultTable::percent);
        columns.add(new Column(
                ">loss", entry -> result(entry).filter(RunResult::hasTestLoss).map(it -> loss(it.getTestLoss()))));
        published(columns, PublishedResult::loss, ResultTable::loss);
        columns.add(new Column(">held-out", entry -> present(entry.heldOut()).map(it -> percent(100 * it))));
        columns.add(new Column(">epoch", entry -> result(entry).map(it -> Integer.toString(it.getEpoch()))));
        columns.add(new Column(
                ">time", entry -> entry.run().flatMap(ResultTable::time).map(HumanFormat::clock)));
        return columns;
    }

    /** Adds the column of a published figure, unless it was published of none of the members. */
    private void published(
            List<Column> columns, Function<PublishedResult, OptionalDouble> figure, Function<Double, String> words) {
        Function<SweepEntry, Optional<Double>> known =
                entry -> entry.member().published().flatMap(published -> present(figure.apply(published)));
        if (entries.stream().anyMatch(entry -> known.apply(entry).isPresent())) {
            columns.add(new Column(">published", entry -> known.apply(entry).map(words)));
        }
    }

    private static Optional<Double> present(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private static Optional<RunResult> result(SweepEntry entry) {
        return entry.run().filter(Run::hasResult).map(Run::getResult);
    }

    private static String ending(SweepEntry entry) {
        if (!entry.isOver()) {
            return " @|yellow (not trained)|@";
        }
        return switch (entry.state()) {
            case RUN_STATE_SUCCEEDED -> "";
            case RUN_STATE_FAILED -> " @|red (failed)|@";
            default -> " @|yellow (cancelled)|@";
        };
    }

    /** With as many digits as the studies publish. */
    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    private static String loss(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static Optional<Duration> time(Run run) {
        return run.hasStartedAt() && run.hasEndedAt()
                ? Optional.of(Duration.between(
                        Instant.ofEpochSecond(run.getStartedAt().getSeconds()),
                        Instant.ofEpochSecond(run.getEndedAt().getSeconds())))
                : Optional.empty();
    }
}
