package io.resforge.cli.run;

import io.resforge.cli.common.ErrorReport;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.terminal.PlainText;
import io.resforge.report.page.TensorBoardWriter;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.EpochPoint.EpochMetrics;
import io.resforge.v1.Epoch;
import io.resforge.v1.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Writes the epochs of a run that is followed for TensorBoard, as they come in. The run matters more: what cannot be written is told
 * once, and nothing is written from then on.
 */
final class TensorBoardLog implements Consumer<Run>, AutoCloseable {

    private final Path folder;
    private final Clock clock;
    private final Consumer<String> warnings;
    private TensorBoardWriter writer;
    private int written;
    private boolean failed;

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
        if (failed || run.getEpochsCount() <= written) {
            return;
        }
        try {
            writer = writer == null ? TensorBoardWriter.open(folder, clock) : writer;
            for (Epoch epoch : run.getEpochsList().subList(written, run.getEpochsCount())) {
                EpochPoint point = point(epoch);
                OutputFile.writing(folder, () -> writer.add(point));
                written++;
            }
        } catch (IOException e) {
            giveUp(ErrorReport.trouble(e));
        } catch (IllegalArgumentException e) { // a server that tells what cannot be
            giveUp(e.getMessage());
        }
    }

    private void giveUp(String why) {
        failed = true;
        warnings.accept("@|yellow warning:|@ nothing more is written for TensorBoard: " + PlainText.of(why));
    }

    private static EpochPoint point(Epoch epoch) {
        return new EpochPoint(
                epoch.getEpoch(),
                new EpochMetrics(
                        epoch.getTrainingLoss(),
                        epoch.getTrainingAccuracy(),
                        optional(epoch.hasTrainingTop5(), epoch.getTrainingTop5())),
                new EpochMetrics(
                        epoch.getHeldOutLoss(),
                        epoch.getHeldOutAccuracy(),
                        optional(epoch.hasHeldOutTop5(), epoch.getHeldOutTop5())),
                optional(epoch.hasGradientNorm(), epoch.getGradientNorm()),
                epoch.getLearningRate(),
                epoch.getImagesPerSecond());
    }

    private static OptionalDouble optional(boolean present, double value) {
        return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
