package io.resforge.cli.run;

import com.google.protobuf.Timestamp;
import io.resforge.cli.common.ErrorReport;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.PlainText;
import io.resforge.report.run.RecipeLines;
import io.resforge.report.run.RunReport.EpochPoint;
import io.resforge.report.run.RunReport.EpochPoint.EpochMetrics;
import io.resforge.report.run.RunReport.RunScores;
import io.resforge.report.run.RunReport.RunScores.ReportedScore;
import io.resforge.report.tensorboard.TensorBoardWriter;
import io.resforge.v1.Epoch;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Writes a run that is followed for TensorBoard, as its epochs come in. The run matters more: what cannot be written is told
 * once, and nothing is written from then on.
 */
final class TensorBoardLog implements Consumer<Run>, AutoCloseable {

    private static final String STATE = "RUN_STATE_";

    private final Path folder;
    private final Clock clock;
    private final Consumer<String> warnings;
    private TensorBoardWriter writer;
    private int written;
    private boolean over;

    /**
     * @param folder of this run; it is made with the first epoch
     * @param warnings gets a line if that cannot be written
     */
    TensorBoardLog(Path folder, Clock clock, Consumer<String> warnings) {
        this.folder = folder;
        this.clock = clock;
        this.warnings = warnings;
    }

    @Override
    public void accept(Run run) {
        if (over || (run.getEpochsCount() <= written && !(run.hasEndedAt() && writer != null))) {
            return;
        }
        try {
            if (writer == null) {
                writer = TensorBoardWriter.open(folder, clock);
                OutputFile.writing(folder, () -> begin(run));
            }
            for (Epoch epoch : run.getEpochsList().subList(written, run.getEpochsCount())) {
                EpochPoint point = point(epoch);
                OutputFile.writing(folder, () -> writer.add(point));
                written++;
            }
            if (run.hasEndedAt()) {
                OutputFile.writing(folder, () -> end(run));
                over = true;
            }
        } catch (IOException e) {
            giveUp(ErrorReport.trouble(e));
        } catch (IllegalArgumentException e) { // a server that tells what cannot be
            giveUp(e.getMessage());
        }
    }

    private void begin(Run run) throws IOException {
        writer.recipe(
                RecipeLines.of(RecipeStruct.tree(run.getSpec().getRecipe())),
                run.hasStartedAt() ? instant(run.getStartedAt()) : clock.instant());
    }

    private void end(Run run) throws IOException {
        String state = run.getState().name().substring(STATE.length()).toLowerCase(Locale.ROOT);
        writer.end(state, instant(run.getEndedAt()), run.hasResult() ? scores(run.getResult()) : null);
    }

    private static RunScores scores(RunResult result) {
        ReportedScore test = result.hasTestAccuracy()
                ? new ReportedScore(known(result.hasTestLoss(), result.getTestLoss()), result.getTestAccuracy())
                : null;
        return new RunScores(
                result.getEpoch(),
                new ReportedScore(null, result.getHeldOutAccuracy()),
                test,
                known(result.hasTestFlipAccuracy(), result.getTestFlipAccuracy()),
                result.getPromoted(),
                result.getDecision());
    }

    private void giveUp(String why) {
        over = true;
        warnings.accept("@|yellow warning:|@ nothing more is written for TensorBoard: " + PlainText.of(why));
    }

    private static EpochPoint point(Epoch epoch) {
        return new EpochPoint(
                epoch.getEpoch(),
                epoch.hasStep() ? epoch.getStep() : null,
                epoch.hasFinishedAt() ? instant(epoch.getFinishedAt()) : null,
                new EpochMetrics(
                        epoch.getTrainingLoss(),
                        epoch.getTrainingAccuracy(),
                        known(epoch.hasTrainingTop5(), epoch.getTrainingTop5())),
                new EpochMetrics(
                        epoch.getHeldOutLoss(),
                        epoch.getHeldOutAccuracy(),
                        known(epoch.hasHeldOutTop5(), epoch.getHeldOutTop5())),
                known(epoch.hasGradientNorm(), epoch.getGradientNorm()),
                epoch.getLearningRate(),
                epoch.getImagesPerSecond());
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static Double known(boolean present, double value) {
        return present ? Double.valueOf(value) : null;
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
