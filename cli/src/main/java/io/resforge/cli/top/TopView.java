package io.resforge.cli.top;

import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.run.RunText;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.cli.terminal.TextWidth;
import io.resforge.cli.top.Activity.Place;
import io.resforge.cli.top.ServedNow.Load;
import io.resforge.cli.top.ServedNow.ServedVersion;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What goes on, as lines of a terminal. */
final class TopView {

    /** Columns from which on there is room for more than the most important ones. */
    private static final int WIDE = 100;

    private static final int LONGEST_ID = 28;
    private static final int LONGEST_MODEL = 16;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Terminal terminal;
    private final ZoneId zone;

    TopView(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        this.zone = zone;
    }

    /**
     * The lines, ready to be printed.
     *
     * @param height lines at the most
     * @param note beside the head, such as how to leave
     */
    List<String> lines(Activity activity, int height, String note) {
        List<String> serving = serving(activity);
        List<String> lines = new ArrayList<>();
        lines.add(terminal.styled("@|bold resforge top|@  @|faint "
                + activity.at().atZone(zone).format(TIME) + "  " + PlainText.of(note) + "|@"));
        lines.add("");
        // Of a small window serving gets a half at the most, if training needs the other one.
        int rest = height - lines.size() - 1;
        int ofServing = Math.min(
                serving.size(), Math.max(rest / 2, rest - 3 - activity.runs().size()));
        lines.addAll(cut(training(activity, rest - ofServing), rest - ofServing));
        lines.add("");
        lines.addAll(cut(serving, ofServing));
        return lines;
    }

    private List<String> training(Activity activity, int height) {
        List<Run> runs = activity.runs();
        long ended = runs.stream().filter(run -> RunText.isOver(run.getState())).count();
        List<String> lines = new ArrayList<>();
        lines.add(head("Training", activity.training(), (runs.size() - ended) + " under way"));
        if (!activity.training().answers()) {
            return lines;
        }
        if (runs.isEmpty()) {
            lines.add(terminal.styled("@|faint No runs yet; 'resforge train' starts one.|@"));
            return lines;
        }
        boolean wide = terminal.width() >= WIDE;
        TextTable table = wide
                ? new TextTable(
                        terminal,
                        "RUN",
                        "STATE",
                        "MODEL",
                        ">EPOCH",
                        "",
                        ">DONE",
                        ">LEFT",
                        ">IMAGES/S",
                        ">LOSS",
                        ">HELD-OUT")
                : new TextTable(terminal, "RUN", "STATE", ">EPOCH", "", ">DONE", ">LEFT", ">IMAGES/S");
        int room = Math.max(1, height - 2);
        boolean all = runs.size() <= room;
        runs.stream().limit(all ? room : room - 1).forEach(run -> table.row(row(run, wide)));
        lines.addAll(table.lines());
        if (!all) {
            lines.add(terminal.styled(
                    "@|faint and " + (runs.size() - room + 1) + " more; 'resforge runs list' has them|@"));
        }
        return lines;
    }

    private String[] row(Run run, boolean wide) {
        Progress progress = run.getProgress();
        boolean over = RunText.isOver(run.getState());
        boolean known = progress.getEpochs() > 0;
        double share = over && run.hasResult() ? 1 : share(progress);
        int epochs = RecipeStruct.epochs(run.getSpec().getRecipe());
        List<String> cells = new ArrayList<>();
        cells.add(shortened(run.getRunId(), LONGEST_ID));
        cells.add(RunText.state(run.getState()));
        if (wide) {
            cells.add(shortened(run.getSpec().getModel(), LONGEST_MODEL));
        }
        cells.add((known ? progress.getEpoch() + "/" : "") + epochs);
        cells.add(over || !known ? "" : Bars.progress(terminal, share, wide ? 16 : 10));
        cells.add(over || !known ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * share));
        cells.add(
                over || !known
                        ? ""
                        : HumanFormat.clock(
                                Duration.ofSeconds(progress.getTimeLeft().getSeconds())));
        cells.add(over || !known ? "" : HumanFormat.count(progress.getImagesPerSecond()));
        if (wide) {
            cells.add(known && !over ? HumanFormat.loss(progress.getLoss()) : "");
            cells.add(run.hasResult() ? HumanFormat.percent(run.getResult().getHeldOutAccuracy()) : "");
        }
        return cells.toArray(String[]::new);
    }

    /** Of all epochs. */
    private static double share(Progress progress) {
        double step = progress.getSteps() == 0 ? 0 : (double) progress.getStep() / progress.getSteps();
        return progress.getEpochs() == 0 ? 0 : (Math.max(0, progress.getEpoch() - 1) + step) / progress.getEpochs();
    }

    private List<String> serving(Activity activity) {
        ServedNow now = activity.now();
        List<String> lines = new ArrayList<>();
        String queue = now.measured()
                ? String.format(Locale.ROOT, "queue %,d of %,d images", now.queued(), now.capacity())
                        + (now.refused() > 0 ? String.format(Locale.ROOT, ", %,d calls refused", now.refused()) : "")
                : "calls and times are told over HTTP: name its page with --page";
        lines.add(head("Serving", activity.serving(), queue));
        if (!activity.serving().answers()) {
            return lines;
        }
        if (now.versions().isEmpty()) {
            lines.add(terminal.styled("@|faint No version is live.|@"));
        } else {
            boolean wide = terminal.width() >= WIDE;
            TextTable table = wide
                    ? new TextTable(
                            terminal,
                            "MODEL",
                            ">VERSION",
                            "ROLE",
                            ">SHARE",
                            ">CALLS/S",
                            ">IMAGES/S",
                            ">WAIT P50",
                            ">P99 MS",
                            ">COMPUTE P50",
                            ">P99 MS")
                    : new TextTable(
                            terminal,
                            "MODEL",
                            ">VERSION",
                            "ROLE",
                            ">SHARE",
                            ">CALLS/S",
                            ">WAIT P50",
                            ">P99",
                            ">COMPUTE P50",
                            ">P99");
            now.versions().forEach(version -> table.row(row(version, activity.load(version), wide)));
            lines.addAll(table.lines());
        }
        now.silent().forEach(it -> lines.add(terminal.styled("@|yellow " + PlainText.of(it) + "|@")));
        return lines;
    }

    private String[] row(ServedVersion version, Load load, boolean wide) {
        String role =
                switch (version.role()) {
                    case "live" -> "@|green live|@";
                    case "canary" -> "@|yellow canary|@";
                    default -> version.role();
                };
        List<String> cells = new ArrayList<>(List.of(
                shortened(version.model(), LONGEST_MODEL),
                shortened(version.version(), LONGEST_MODEL),
                role,
                String.format(Locale.ROOT, "%.0f%%", 100 * version.share()),
                rate(load.calls())));
        if (wide) {
            cells.add(rate(load.images()));
        }
        cells.add(millis(load.waits().quantile(.5)));
        cells.add(millis(load.waits().quantile(.99)));
        cells.add(millis(load.computes().quantile(.5)));
        cells.add(millis(load.computes().quantile(.99)));
        return cells.toArray(String[]::new);
    }

    private String head(String name, Place place, String words) {
        String state = place.answers()
                ? "@|faint " + PlainText.of(place.address()) + "|@  " + words
                : "@|yellow does not answer|@: " + PlainText.of(place.trouble());
        return terminal.styled("@|bold,underline " + name + "|@  " + state);
    }

    private List<String> cut(List<String> lines, int height) {
        if (lines.size() <= height) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, Math.max(1, height - 1)));
        shown.add(terminal.styled("@|faint and " + (lines.size() - shown.size()) + " more|@"));
        return shown;
    }

    private String shortened(String text, int columns) {
        return PlainText.of(TextWidth.shortened(PlainText.escaped(text), columns, terminal.either("…", "~")));
    }

    private static String rate(OptionalDouble rate) {
        return rate.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, rate.getAsDouble() < 10 ? "%.1f" : "%,.0f", rate.getAsDouble());
    }

    private static String millis(OptionalDouble seconds) {
        return Optional.of(seconds)
                .filter(OptionalDouble::isPresent)
                .map(it -> 1000 * it.getAsDouble())
                .map(it -> String.format(Locale.ROOT, it < 10 ? "%.2f" : it < 100 ? "%.1f" : "%,.0f", it))
                .orElse("-");
    }
}
