package io.resforge.report.tensorboard;

import io.resforge.report.run.Findings;
import io.resforge.report.run.Png;
import io.resforge.report.run.Predictions.RgbImage;
import io.resforge.report.run.RunCourse;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunReport.EpochPoint;
import io.resforge.report.run.RunReport.EpochPoint.EpochMetrics;
import io.resforge.report.run.RunReport.RunScores;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a run as event files that TensorBoard shows, while it goes on or later. What was measured on training images is in
 * the folder {@code train} below the run's, what was measured on held-out images in {@code held_out}, under the same
 * names: TensorBoard draws them into one chart. The run's own folder has its recipe, as text and as hyperparameters, what it
 * came to, and its confusion matrix. A resumed run opens further files, which TensorBoard reads as one run. For one thread.
 */
public final class TensorBoardWriter implements AutoCloseable {

    private static final int MOST_FILES_A_SECOND = 100;

    /** About as many pixels as the picture of a confusion matrix is wide. */
    private static final int PICTURE = 480;

    private final OutputStream run;
    private final OutputStream training;
    private final OutputStream heldOut;
    private final Clock clock;

    private TensorBoardWriter(OutputStream run, OutputStream training, OutputStream heldOut, Clock clock) {
        this.run = run;
        this.training = training;
        this.heldOut = heldOut;
        this.clock = clock;
    }

    /**
     * Begins files {@code events.out.tfevents.<seconds>.resforge} in the folder of a run, which is made if need be.
     *
     * @param clock for what has no time of its own
     * @throws IOException when the folder or a file cannot be made
     */
    public static TensorBoardWriter open(Path folder, Clock clock) throws IOException {
        Instant now = clock.instant();
        return new TensorBoardWriter(
                create(folder, now),
                create(folder.resolve("train"), now),
                create(folder.resolve("held_out"), now),
                clock);
    }

    /**
     * Writes the recipe: as a table, and as hyperparameters, numbers as numbers.
     *
     * @throws IOException when it cannot be written, as on a full disk
     */
    public void recipe(Map<String, String> recipe, Instant startedAt) throws IOException {
        String table = recipe.entrySet().stream()
                .map(it -> "| " + cell(it.getKey()) + " | " + cell(it.getValue()) + " |\n")
                .collect(Collectors.joining("", "| key | value |\n| --- | --- |\n", ""));
        write(run, TensorBoardEvents.of(startedAt, 0, List.of(TensorBoardEvents.text("recipe", table))));
        write(run, TensorBoardEvents.of(startedAt, 0, List.of(TensorBoardEvents.sessionStart(recipe, startedAt))));
    }

    /**
     * Writes the scalars of an epoch, with the epoch as step and its own time where it has one: {@code loss}, {@code top1}
     * and {@code top5} of both sets of images, {@code learning_rate}, {@code gradient_norm} and {@code images_per_second}.
     * What was not measured is left out.
     *
     * @throws IOException when it cannot be written, as on a full disk
     */
    public void add(EpochPoint point) throws IOException {
        Instant time = point.finishedAt() == null ? clock.instant() : point.finishedAt();
        Map<String, Double> trained = metrics(point.training());
        trained.put("learning_rate", point.learningRate());
        trained.put("gradient_norm", point.gradientNorm());
        trained.put("images_per_second", point.imagesPerSecond());
        write(training, TensorBoardEvents.scalars(time, point.epoch(), trained));
        write(heldOut, TensorBoardEvents.scalars(time, point.epoch(), metrics(point.heldOut())));
    }

    /**
     * Writes how the run ended, as {@code succeeded}, and what it came to.
     *
     * @param scores null where no epoch was over
     * @throws IOException when it cannot be written, as on a full disk
     */
    public void end(String state, Instant endedAt, RunScores scores) throws IOException {
        if (scores != null) {
            Map<String, Double> best = new LinkedHashMap<>();
            best.put("best/held_out_accuracy", scores.heldOut().accuracy());
            best.put(
                    "best/test_accuracy",
                    scores.test() == null ? null : Double.valueOf(scores.test().accuracy()));
            best.put(
                    "best/test_loss",
                    scores.test() == null ? null : scores.test().loss());
            write(run, TensorBoardEvents.scalars(endedAt, scores.bestEpoch(), best));
        }
        write(run, TensorBoardEvents.of(endedAt, 0, List.of(TensorBoardEvents.sessionEnd(state, endedAt))));
    }

    /**
     * Writes a run as a report has it.
     *
     * @throws IOException when it cannot be written, as on a full disk
     */
    public void write(RunReport report) throws IOException {
        RunCourse course = report.course();
        recipe(report.recipe(), course.startedAt() == null ? course.submittedAt() : course.startedAt());
        for (EpochPoint epoch : report.epochs()) {
            add(epoch);
        }
        if (report.predictions() != null) {
            RgbImage picture = picture(report.predictions());
            byte[] event = TensorBoardEvents.image("confusion_matrix", Png.bytes(picture), picture.width());
            Instant time = course.endedAt() == null ? clock.instant() : course.endedAt();
            write(run, TensorBoardEvents.of(time, report.scores().bestEpoch(), List.of(event)));
        }
        if (course.ended()) {
            end(course.state(), course.endedAt(), report.scores());
        }
    }

    @Override
    public void close() throws IOException {
        try (run;
                training;
                heldOut) {
            run.flush();
        }
    }

    private static void write(OutputStream file, byte[] event) throws IOException {
        // One call a record, unbuffered: a concurrent reader sees whole records, or a cut last one that it retries.
        file.write(TensorBoardEvents.record(event));
    }

    private static Map<String, Double> metrics(EpochMetrics metrics) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("loss", metrics.loss());
        scalars.put("top1", metrics.top1());
        scalars.put("top5", metrics.top5());
        return scalars;
    }

    /** A row for each true class, a column for each class it was taken for: blue where that was right, else red. */
    static RgbImage picture(Findings findings) {
        int classes = findings.classes().size();
        int cell = Math.max(1, PICTURE / classes);
        int side = cell * classes;
        byte[] rgb = new byte[3 * side * side];
        Arrays.fill(rgb, (byte) 0xF4);
        for (int[] counted : findings.confusion()) {
            double share =
                    (double) counted[2] / findings.classes().get(counted[0]).images();
            boolean right = counted[0] == counted[1];
            int[] full = right ? new int[] {0x1F, 0x6F, 0xD0} : new int[] {0xC2, 0x50, 0x0F};
            double mixed = right ? share : Math.sqrt(share);
            int gap = cell > 4 ? 1 : 0;
            for (int y = counted[0] * cell; y < (counted[0] + 1) * cell - gap; y++) {
                for (int x = counted[1] * cell; x < (counted[1] + 1) * cell - gap; x++) {
                    for (int c = 0; c < 3; c++) {
                        rgb[3 * (y * side + x) + c] = (byte) Math.round(0xF4 + (full[c] - 0xF4) * mixed);
                    }
                }
            }
        }
        return new RgbImage(side, side, rgb);
    }

    private static String cell(String text) {
        return text.replaceAll("[\\\\`*_\\[\\]|#~]", "\\\\$0").replace("<", "&lt;");
    }

    private static OutputStream create(Path folder, Instant now) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < MOST_FILES_A_SECOND; i++) {
            // TensorBoard reads files in the order of their names; ten digits of seconds keep that the order of time.
            String suffix = i == 0 ? "" : "." + i;
            String name =
                    String.format(Locale.ROOT, "events.out.tfevents.%010d.resforge%s", now.getEpochSecond(), suffix);
            try {
                OutputStream file = Files.newOutputStream(
                        folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                write(file, TensorBoardEvents.fileVersion(now));
                return file;
            } catch (FileAlreadyExistsException e) {
                // Another run, or this one before it was cut off, began in the same second: the next name is free.
            }
        }
        throw new IOException("cannot begin an event file in " + folder + ": " + MOST_FILES_A_SECOND
                + " were begun there within this second");
    }
}
