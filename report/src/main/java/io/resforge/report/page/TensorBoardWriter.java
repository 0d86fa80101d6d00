package io.resforge.report.page;

import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.EpochPoint.EpochMetrics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes the epochs of a run as an event file that TensorBoard shows while the run goes on. A resumed run opens a second
 * file in the same folder; TensorBoard reads both as one run. For one thread.
 */
public final class TensorBoardWriter implements AutoCloseable {

    private static final int MOST_FILES_A_SECOND = 100;

    private final OutputStream file;
    private final Clock clock;

    private TensorBoardWriter(OutputStream file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Begins a file {@code events.out.tfevents.<seconds>.resforge} in the folder of a run, which is made if need be.
     *
     * @throws IOException when the folder or the file cannot be made
     */
    public static TensorBoardWriter open(Path folder, Clock clock) throws IOException {
        Files.createDirectories(folder);
        Instant now = clock.instant();
        TensorBoardWriter writer = new TensorBoardWriter(create(folder, now.getEpochSecond()), clock);
        writer.write(Event.fileVersion(now));
        return writer;
    }

    /**
     * Writes the scalars of an epoch: {@code train/*}, {@code held_out/*}, {@code lr}, {@code gradient_norm} and
     * {@code images_per_second}, with the epoch as step. What was not measured is left out.
     *
     * @throws IOException when the file cannot be written, as on a full disk
     */
    public void add(EpochPoint point) throws IOException {
        write(Event.scalars(clock.instant(), point.epoch(), scalars(point)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void write(byte[] event) throws IOException {
        // One call a record, unbuffered: a concurrent reader sees whole records, or a cut last one that it retries.
        file.write(RecordFrame.of(event));
    }

    private static Map<String, Double> scalars(EpochPoint point) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        metrics("train", point.training(), scalars);
        metrics("held_out", point.heldOut(), scalars);
        scalars.put("lr", point.learningRate());
        point.gradientNorm().ifPresent(norm -> scalars.put("gradient_norm", norm));
        scalars.put("images_per_second", point.imagesPerSecond());
        return scalars;
    }

    private static void metrics(String group, EpochMetrics metrics, Map<String, Double> scalars) {
        scalars.put(group + "/loss", metrics.loss());
        scalars.put(group + "/top1", metrics.top1());
        metrics.top5().ifPresent(top5 -> scalars.put(group + "/top5", top5));
    }

    private static OutputStream create(Path folder, long seconds) throws IOException {
        for (int i = 0; i < MOST_FILES_A_SECOND; i++) {
            // TensorBoard reads files in the order of their names; ten digits of seconds keep that the order of time.
            String suffix = i == 0 ? "" : "." + i;
            String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.resforge%s", seconds, suffix);
            try {
                return Files.newOutputStream(
                        folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                // Another run, or this one before it was cut off, began in the same second: the next name is free.
            }
        }
        throw new IOException("cannot begin an event file in " + folder + ": " + MOST_FILES_A_SECOND
                + " were begun there within this second");
    }

    /**
     * The framing of TFRecord files: length (8 bytes, little-endian), its checksum (4 bytes), the data, their checksum.
     * A checksum is a CRC-32C rotated right by 15 bits plus a constant, since the CRC of data that hold their own CRC tells
     * little.
     */
    static final class RecordFrame {

        private static final int MASK_DELTA = 0xA282EAD8;
        private static final int OVERHEAD = Long.BYTES + 2 * Integer.BYTES;

        private RecordFrame() {}

        /** The data as a record. */
        static byte[] of(byte[] data) {
            ByteBuffer record = ByteBuffer.allocate(data.length + OVERHEAD).order(ByteOrder.LITTLE_ENDIAN);
            record.putLong(data.length);
            record.putInt(masked(record.array(), 0, Long.BYTES));
            record.put(data);
            record.putInt(masked(data, 0, data.length));
            return record.array();
        }

        private static int masked(byte[] bytes, int from, int length) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes, from, length);
            return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
        }
    }
}
