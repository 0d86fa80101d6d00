package io.resforge.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.resforge.report.SampleReports;
import io.resforge.report.page.TensorBoardWriter.RecordFrame;
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
        byte[] record = RecordFrame.of("resforge".getBytes(StandardCharsets.UTF_8));
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
    void writesTheScalarsOfEachEpochAtOnce() throws IOException {
        // Given
        try (TensorBoardWriter writer = TensorBoardWriter.open(folder, NOON)) {
            // When
            for (var point : SampleReports.run(2, 10).epochs()) {
                writer.add(point);
            }
            // Then: before the file is closed
            List<byte[]> records = records(only(folder));
            assertThat(records).hasSize(3);
            Map<String, Float> scalars = scalars(records.get(2), 2);
            assertThat(scalars)
                    .containsOnlyKeys(
                            "train/loss",
                            "train/top1",
                            "train/top5",
                            "held_out/loss",
                            "held_out/top1",
                            "held_out/top5",
                            "lr",
                            "gradient_norm",
                            "images_per_second");
            assertThat(scalars.get("train/top5")).isCloseTo(0.99f, within(1e-6f));
        }
    }

    @Test
    void beginsASecondFileWhereOneIsThereAlready() throws IOException {
        // When
        TensorBoardWriter.open(folder, NOON).close();
        TensorBoardWriter.open(folder, NOON).close();
        // Then
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "events.out.tfevents.1767268800.resforge", "events.out.tfevents.1767268800.resforge.1");
        }
    }

    private static Path only(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
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
            assertThat(record).isEqualTo(RecordFrame.of(data));
            records.add(data);
        }
        return records;
    }

    private static Map<String, Float> scalars(byte[] record, long step) throws IOException {
        CodedInputStream event = CodedInputStream.newInstance(record);
        event.readTag();
        event.readDouble();
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
