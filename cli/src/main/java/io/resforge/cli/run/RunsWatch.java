package io.resforge.cli.run;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.Refreshed;
import io.resforge.cli.terminal.FullScreen;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A list of runs that is asked for again and again. */
final class RunsWatch {

    private static final Duration ASK_EVERY = Duration.ofSeconds(2);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final CommandContext context;
    private final Supplier<List<Run>> runs;
    private final BiFunction<Terminal, List<Run>, TextTable> table;
    private final Map<String, RunState> told = new HashMap<>();

    RunsWatch(CommandContext context, Supplier<List<Run>> runs, BiFunction<Terminal, List<Run>, TextTable> table) {
        this.context = context;
        this.runs = runs;
        this.table = table;
    }

    /** Shows it until the user has seen enough. */
    int show() throws Exception {
        Terminal terminal = context.terminal();
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> {
                Refreshed<List<Run>> refreshed = end.add(new Refreshed<>(runs, ASK_EVERY));
                if (terminal.live()) {
                    try (FullScreen screen = end.add(FullScreen.of(terminal))) {
                        screen.show((view, height) -> frame(view, height, refreshed));
                    }
                    table.apply(terminal, refreshed.value()).print();
                } else {
                    refreshed.follow(this::tellChanges, trouble -> terminal.err()
                            .println("warning: " + PlainText.escaped(trouble)));
                }
                return ExitCodes.OK;
            });
        }
    }

    private List<String> frame(Terminal view, int height, Refreshed<List<Run>> refreshed) {
        List<Run> now = refreshed.value();
        List<String> lines = new ArrayList<>();
        lines.add(view.styled(
                "@|bold Runs|@ @|faint " + LocalTime.now(context.zone()).format(TIME) + "  q leaves|@"
                        + refreshed
                                .trouble()
                                .map(it -> "  @|red " + PlainText.of(it) + "|@")
                                .orElse("")));
        if (now.isEmpty()) {
            lines.add("No such runs yet.");
        } else {
            lines.addAll(table.apply(view, now).lines());
        }
        return lines.size() <= height ? lines : lines.subList(0, height);
    }

    /** A line for each run whose state is another now, the oldest first. */
    void tellChanges(List<Run> now) {
        for (Run run : now.reversed()) {
            if (told.put(run.getRunId(), run.getState()) != run.getState()) {
                context.terminal()
                        .line(
                                "%s  %s  %s  %s  epochs %s%s",
                                LocalTime.now(context.zone()).format(TIME),
                                PlainText.of(run.getRunId()),
                                RunText.state(run.getState()),
                                PlainText.of(run.getSpec().getModel()),
                                RunText.epochs(run),
                                run.hasResult()
                                        ? "  held-out "
                                                + HumanFormat.percent(
                                                        run.getResult().getHeldOutAccuracy())
                                        : "");
            }
        }
    }
}
