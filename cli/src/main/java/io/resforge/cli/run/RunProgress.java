package io.resforge.cli.run;

import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.LiveLines;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a run that is followed: a line that stays for each finished epoch, and a moving one for the present. */
public final class RunProgress implements Consumer<Run>, AutoCloseable {

    private static final int LONGEST_BAR = 24;

    /** Columns from which on there is room for the speed as well. */
    private static final int WIDE = 100;

    private final Terminal terminal;
    private final LiveLines live;
    private RunState state = RunState.RUN_STATE_UNSPECIFIED;
    private String told = "";
    private int epochsShown;

    /** Shows it on this terminal. */
    public RunProgress(Terminal terminal) {
        this.terminal = terminal;
        this.live = new LiveLines(terminal);
    }

    @Override
    public void accept(Run run) {
        int epochs = RecipeStruct.epochs(run.getSpec().getRecipe());
        run.getEpochsList().stream()
                .skip(epochsShown)
                .forEach(epoch -> live.keep("  " + RunText.epoch(terminal, epoch, epochs)));
        epochsShown = Math.max(epochsShown, run.getEpochsCount());
        if (RunText.isOver(run.getState())) {
            live.clear();
        } else if (run.getState() == RunState.RUN_STATE_RUNNING && run.hasProgress()) {
            tell(run.getMessage());
            live.show(line(run.getProgress()));
        } else {
            waiting(run);
        }
        state = run.getState();
    }

    /** Prints a line that stays, above the moving one. */
    public void say(String markup) {
        live.keep(markup);
    }

    /** What a run says beside its progress, such as that nothing can be written: once, as long as it says so. */
    private void tell(String message) {
        String trouble = trouble(message);
        if (!trouble.equals(told)) {
            told = trouble;
            if (!trouble.isEmpty()) {
                live.keep("  " + PlainText.of(trouble));
            }
        }
    }

    private static String trouble(String message) {
        int more = message.indexOf("; ");
        return more < 0 ? "" : message.substring(more + 2);
    }

    private void waiting(Run run) {
        String why = run.getMessage().isEmpty() ? "" : ": " + PlainText.of(run.getMessage());
        String line = "  " + RunText.state(run.getState()) + why;
        live.show(line);
        if (terminal.live()) {
            return;
        }
        if (run.getState() != state) {
            terminal.line(line);
            told = trouble(run.getMessage());
        } else {
            tell(run.getMessage());
        }
    }

    /** The bar and its share are of the epoch, and the time left is of the run. */
    private String line(Progress progress) {
        double share = progress.getSteps() == 0 ? 0 : (double) progress.getStep() / progress.getSteps();
        Duration left = Duration.ofSeconds(progress.getTimeLeft().getSeconds());
        String speed = terminal.width() < WIDE ? "" : HumanFormat.count(progress.getImagesPerSecond()) + " images/s  ";
        String words = String.format(
                Locale.ROOT,
                "%3.0f%%  loss %s  train %6s  %swhole run: %s left",
                100 * share,
                HumanFormat.loss(progress.getLoss()),
                HumanFormat.percent(progress.getAccuracy()),
                speed,
                HumanFormat.clock(left));
        String epoch = String.format(
                Locale.ROOT,
                "  epoch %" + ("" + progress.getEpochs()).length() + "d/%d ",
                progress.getEpoch(),
                progress.getEpochs());
        int room = terminal.width() - epoch.length() - words.length() - 1 - LiveLines.FREE;
        String bar = room < 3 ? "" : Bars.progress(terminal, share, Math.min(LONGEST_BAR, room)) + " ";
        return epoch + bar + words;
    }

    /** Takes the moving line away. */
    @Override
    public void close() {
        live.clear();
    }
}
