package io.resforge.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.resforge.report.SampleReports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardWriterTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00.5Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void framesARecordAsTensorBoardDoes() {
        // Given: the bytes that TensorBoard 2.21's own masked_crc32c gives for this text
        String expected = "0800000000000000ff86240f726573666f7267650cabc6ed";
        // When
        byte[] record = TensorBoardEvents.record("resforge".getBytes(StandardCharsets.UTF_8));
        // Then
        assertThat(HexFormat.of().formatHex(record)).isEqualTo(expected);
    }

    @Test
    void beginsAFileWithItsVersion() throws IOException {
        // When
        TensorBoardWriter.open(folder.resolve("deep/er"), NOON).close();
        // Then: field 1, a double, the time; field 3, a text, the version
        Path file = folder.resolve("deep/er/events.out.tfevents.1767268800.resforge");
        CodedInputStream event = CodedInputStream.newInstance(records(file).getFirst());
        assertThat(event.readTag()).isEqualTo(1 << 3 | WireFormat.WIRETYPE_FIXED64);
        assertThat(event.readDouble()).isEqualTo(1767268800.5);
        assertThat(event.readTag()).isEqualTo(3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
        assertThat(event.readString()).isEqualTo("brain.Event:2");
        assertThat(event.isAtEnd()).isTrue();
    }

    @Test
    void writesTheScalarsOfEachEpochAtOnceWithItsOwnTime() throws IOException {
        // Given
        try (TensorBoardWriter writer = TensorBoardWriter.open(folder, NOON)) {
            // When
            for (var point : SampleReports.run(2, 10).epochs()) {
                writer.add(point);
            }
            // Then: before the file is closed
            List<byte[]> trained = records(only(folder.resolve("train")));
            assertThat(trained).hasSize(3);
            Map<String, Float> scalars = scalars(trained.get(2), 2, 1767262570.0);
            assertThat(scalars)
                    .containsOnlyKeys("loss", "top1", "top5", "learning_rate", "gradient_norm", "images_per_second");
            assertThat(scalars.get("top5")).isCloseTo(0.99f, within(1e-6f));
            assertThat(scalars(records(only(folder.resolve("held_out"))).get(1), 1, 1767262545.0))
                    .containsOnlyKeys("loss", "top1", "top5");
        }
    }

    @Test
    void writesARunWithItsRecipeItsMatrixAndItsEnd() throws IOException {
        // When
        try (TensorBoardWriter writer = TensorBoardWriter.open(folder, NOON)) {
            writer.write(SampleReports.run(2, 40));
        }
        // Then
        List<String> events = records(only(folder)).stream()
                .map(event -> new String(event, StandardCharsets.ISO_8859_1))
                .toList();
        assertThat(events).hasSize(6);
        assertThat(events.get(1)).contains("recipe", "| arch | resnet20-v1 |");
        assertThat(events.get(2)).contains("_hparams_/session_start_info", "batch_size");
        assertThat(events.get(3)).contains("confusion_matrix", "PNG");
        assertThat(events.get(4)).contains("best/held_out_accuracy", "best/test_accuracy");
        assertThat(events.get(5)).contains("_hparams_/session_end_info");
    }

    @Test
    void beginsASecondFileWhereOneIsThereAlready() throws IOException {
        // When
        TensorBoardWriter.open(folder, NOON).close();
        TensorBoardWriter.open(folder, NOON).close();
        // Then
        try (var files = Files.list(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "events.out.tfevents.1767268800.resforge", "events.out.tfevents.1767268800.resforge.1");
        }
    }

    private static Path only(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    /** The data of each record; its framing is checked by framing the data again. */
    private static List<byte[]> records(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] data = new byte[(int) bytes.getLong(bytes.position())];
            bytes.get(bytes.position() + 12, data);
            byte[] record = new byte[data.length + 16];
            bytes.get(record);
            assertThat(record).isEqualTo(TensorBoardEvents.record(data));
            records.add(data);
        }
        return records;
    }

    private static Map<String, Float> scalars(byte[] record, long step, double time) throws IOException {
        CodedInputStream event = CodedInputStream.newInstance(record);
        event.readTag();
        assertThat(event.readDouble()).isEqualTo(time);
        event.readTag();
        assertThat(event.readInt64()).isEqualTo(step);
        event.readTag();
        CodedInputStream summary = CodedInputStream.newInstance(event.readByteArray());
        Map<String, Float> scalars = new LinkedHashMap<>();
        while (summary.readTag() != 0) {
            CodedInputStream value = CodedInputStream.newInstance(summary.readByteArray());
            value.readTag();
            String tag = value.readString();
            value.readTag();
            scalars.put(tag, value.readFloat());
        }
        return scalars;
    }
}
