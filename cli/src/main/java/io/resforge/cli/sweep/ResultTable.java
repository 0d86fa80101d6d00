package io.resforge.cli.sweep;

import io.resforge.cli.terminal.Table;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.Words;
import io.resforge.training.recipe.Published;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What came of a sweep: the study's table, with our figures beside those that were published. */
final class ResultTable {

    private final Terminal terminal;
    private final boolean published;

    ResultTable(Terminal terminal, List<Entry> entries) {
        this.terminal = terminal;
        this.published =
                entries.stream().anyMatch(entry -> entry.member().published().isPresent());
    }

    /** Prints it, one row a member, in the members' order. */
    void print(List<Entry> entries) {
        Table table = published
                ? new Table(
                        terminal,
                        "recipe",
                        ">test",
                        ">published",
                        ">loss",
                        ">published",
                        ">held-out",
                        ">epoch",
                        ">time")
                : new Table(terminal, "recipe", ">test", ">loss", ">held-out", ">epoch", ">time");
        entries.forEach(entry -> table.row(cells(entry)));
        table.print();
    }

    private String[] cells(Entry entry) {
        Optional<RunResult> result = entry.run().filter(Run::hasResult).map(Run::getResult);
        String name = entry.member().name() + (entry.succeeded() ? "" : " @|red (" + word(entry) + ")|@");
        String test = result.filter(RunResult::hasTestAccuracy)
                .map(it -> Words.percent(it.getTestAccuracy()))
                .orElse(none());
        String loss = result.filter(RunResult::hasTestLoss)
                .map(it -> Words.loss(it.getTestLoss()))
                .orElse(none());
        String heldOut =
                entry.heldOut().isPresent() ? Words.percent(entry.heldOut().getAsDouble()) : none();
        String epoch = result.map(it -> Integer.toString(it.getEpoch())).orElse(none());
        String time = entry.run().flatMap(ResultTable::time).map(Words::clock).orElse(none());
        Optional<Published> known = entry.member().published();
        return published
                ? new String[] {
                    name,
                    test,
                    number(known.map(Published::accuracy), "%.2f%%"),
                    loss,
                    number(known.map(Published::loss), "%.4f"),
                    heldOut,
                    epoch,
                    time
                }
                : new String[] {name, test, loss, heldOut, epoch, time};
    }

    private static String word(Entry entry) {
        return switch (entry.state()) {
            case RUN_STATE_FAILED -> "failed";
            case RUN_STATE_CANCELLED -> "cancelled";
            default -> "not trained";
        };
    }

    private String number(Optional<OptionalDouble> value, String format) {
        return value.isPresent() && value.get().isPresent()
                ? String.format(Locale.ROOT, format, value.get().getAsDouble())
                : none();
    }

    private static Optional<Duration> time(Run run) {
        return run.hasStartedAt() && run.hasEndedAt()
                ? Optional.of(Duration.between(
                        Instant.ofEpochSecond(run.getStartedAt().getSeconds()),
                        Instant.ofEpochSecond(run.getEndedAt().getSeconds())))
                : Optional.empty();
    }

    private String none() {
        return terminal.either("–", "-");
    }
}
