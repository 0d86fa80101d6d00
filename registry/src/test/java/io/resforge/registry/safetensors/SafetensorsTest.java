package io.resforge.registry.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.registry.safetensors.Safetensors.InvalidSafetensors;
import io.resforge.registry.safetensors.Safetensors.TensorFile;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {

    private static final TensorFile SAMPLE = new TensorFile(
            List.of(
                    new NamedTensor("b", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
                    new NamedTensor("a", List.of(), new float[] {-0.5f}),
                    new NamedTensor("empty", List.of(0, 7), new float[0]),
                    new NamedTensor("odd \"näme\"", List.of(1), new float[] {Float.MIN_VALUE})),
            Map.of("format", "pt", "about", "tést"));

    @Test
    void readsWhatItWrote() {
        // When
        TensorFile read = Safetensors.decode(Safetensors.encode(SAMPLE));
        // Then
        assertThat(read.metadata()).isEqualTo(SAMPLE.metadata());
        assertThat(read.tensors()).hasSameSizeAs(SAMPLE.tensors());
        for (int i = 0; i < SAMPLE.tensors().size(); i++) {
            NamedTensor expected = SAMPLE.tensors().get(i);
            assertThat(read.tensors().get(i).name()).isEqualTo(expected.name());
            assertThat(read.tensors().get(i).shape()).isEqualTo(expected.shape());
            assertThat(read.tensors().get(i).values()).isEqualTo(expected.values());
        }
    }

    @Test
    void writesTheFormatToTheByte() {
        // Given
        TensorFile file =
                new TensorFile(List.of(new NamedTensor("w", List.of(2), new float[] {1f, -2f})), Map.of("k", "v"));
        // When
        byte[] bytes = Safetensors.encode(file);
        // Then
        String header =
                "{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        assertThat(bytes).isEqualTo(file(header + " ".repeat(80 - header.length()), 1f, -2f));
    }

    @Test
    void writesTheSameBytesWhateverOrderTheMetadataCameIn() {
        // Given
        TensorFile other =
                new TensorFile(SAMPLE.tensors(), new LinkedHashMap<>(Map.of("about", "tést", "format", "pt")));
        // Then
        assertThat(Safetensors.encode(other)).isEqualTo(Safetensors.encode(SAMPLE));
    }

    @Test
    void readsAFileThatThePythonLibraryWrote() throws Exception {
        // Given
        byte[] python;
        try (InputStream resource = getClass().getResourceAsStream("python.safetensors")) {
            python = resource.readAllBytes();
        }
        // When
        TensorFile file = Safetensors.decode(python);
        // Then
        assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"), Map.entry("source", "python"));
        assertThat(file.tensors()).extracting(NamedTensor::name).containsExactlyInAnyOrder("bias", "kernel", "scalar");
        assertThat(tensor(file, "kernel").shape()).containsExactly(2, 1, 2, 2);
        assertThat(tensor(file, "kernel").values()).containsExactly(0f, .5f, 1f, 1.5f, 2f, 2.5f, 3f, 3.5f);
        assertThat(tensor(file, "bias").values()).containsExactly(-1f, 1e-8f, 3e8f);
        assertThat(tensor(file, "scalar").shape()).isEmpty();
    }

    @Test
    void readsTensorsInTheOrderOfTheirDataWhateverOrderTheHeaderHas() {
        // When
        TensorFile file = Safetensors.decode(
                file("{" + entry("late", "[1]", "[4,8]") + "," + entry("early", "[1]", "[0,4]") + "}", 1, 2));
        // Then
        assertThat(file.tensors()).extracting(NamedTensor::name).containsExactly("early", "late");
    }

    @Test
    void readsAFileWithoutTensors() {
        assertThat(Safetensors.decode(file("{}")).tensors()).isEmpty();
    }

    static Stream<Arguments> malformed() {
        String one = entry("w", "[1]", "[0,4]");
        return Stream.of(
                Arguments.of("an empty file", new byte[0], "0 bytes"),
                Arguments.of("a truncated length", new byte[7], "7 bytes"),
                Arguments.of("a header of no bytes", length(0), "must begin with '{'"),
                Arguments.of("a negative length", length(-1), "18446744073709551615 bytes"),
                Arguments.of("the lowest length", length(Long.MIN_VALUE), "9223372036854775808 bytes"),
                Arguments.of("a huge length", length(Long.MAX_VALUE), "9223372036854775807 bytes"),
                Arguments.of("a length that overflows an int", length(1L << 32), "4294967296 bytes"),
                Arguments.of("a truncated header", Arrays.copyOf(file("{" + one + "}", 1), 20), "12 follow"),
                Arguments.of(
                        "a header over the limit",
                        withHeader(" ".repeat((16 << 20) + 1).getBytes(UTF_8)),
                        "too long"),
                Arguments.of("no JSON", file("{nonsense"), "no valid JSON"),
                Arguments.of("an unfinished JSON", file("{\"w\":{\"dtype\":\"F32\""), "no valid JSON"),
                Arguments.of("a list", file("[]"), "must begin with '{'"),
                Arguments.of("a blank first", file(" {}"), "must begin with '{'"),
                Arguments.of("something behind the header", file("{}{}"), "follows the header"),
                Arguments.of("zeros behind the header", file("{}\0\0"), "no valid JSON"),
                Arguments.of("no UTF-8", withHeader("{\"\u00e4\":1}".getBytes(ISO_8859_1)), "not UTF-8"),
                Arguments.of("UTF-16", withHeader("{}".getBytes(UTF_16BE)), "must begin with '{'"),
                Arguments.of("deep JSON", file("{\"w\":" + "[".repeat(100_000)), "must be described by an object"),
                Arguments.of(
                        "a deep shape", file("{" + entry("w", "[".repeat(100_000), "[0,4]") + "}"), "whole numbers"),
                Arguments.of("one name twice", file("{" + one + "," + one + "}", 1), "Duplicate field 'w'"),
                Arguments.of("metadata twice", file("{\"__metadata__\":{},\"__metadata__\":{}}"), "Duplicate field"),
                Arguments.of("a field twice", file("{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}"), "Duplicate field"),
                Arguments.of("metadata that is a list", file("{\"__metadata__\":[]}"), "must be an object"),
                Arguments.of("metadata with numbers", file("{\"__metadata__\":{\"a\":1}}"), "text only"),
                Arguments.of("a tensor that is a number", file("{\"w\":1}"), "'w' must be described by an object"),
                Arguments.of(
                        "an unknown dtype",
                        file("{" + one.replace("F32", "F8_E5M2") + "}", 1),
                        "'F8_E5M2', only F32 and U8"),
                Arguments.of("a dtype of another size", file("{" + one.replace("F32", "I64") + "}", 1), "'I64'"),
                Arguments.of(
                        "a dtype that is null", file("{" + one.replace("\"F32\"", "null") + "}", 1), "must be text"),
                Arguments.of("an unknown field", file("{\"w\":{\"offset\":1}}"), "unknown field 'offset'"),
                Arguments.of(
                        "no shape", file("{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 1), "must have a dtype"),
                Arguments.of("one offset", file("{" + entry("w", "[1]", "[0]") + "}", 1), "two data_offsets"),
                Arguments.of("three offsets", file("{" + entry("w", "[1]", "[0,4,8]") + "}", 1), "two data_offsets"),
                Arguments.of("a fraction", file("{" + entry("w", "[1.0]", "[0,4]") + "}", 1), "whole numbers"),
                Arguments.of("text for a number", file("{" + entry("w", "[\"1\"]", "[0,4]") + "}", 1), "whole numbers"),
                Arguments.of("a negative size", file("{" + entry("w", "[-1]", "[0,4]") + "}", 1), "shape [-1]"),
                Arguments.of(
                        "two negative sizes", file("{" + entry("w", "[-1,-1]", "[0,4]") + "}", 1), "shape [-1, -1]"),
                Arguments.of(
                        "a size over an int", file("{" + entry("w", "[4294967297]", "[0,4]") + "}", 1), "sizes from 0"),
                Arguments.of(
                        "a number over a long",
                        file("{" + entry("w", "[99999999999999999999]", "[0,4]") + "}", 1),
                        "no valid JSON"),
                Arguments.of(
                        "a shape over a long",
                        file("{" + entry("w", "[2147483647,2147483647,2147483647]", "[0,4]") + "}", 1),
                        "too large"),
                Arguments.of(
                        "too many sizes",
                        file("{" + entry("w", "[1,1,1,1,1,1,1,1,1]", "[0,4]") + "}", 1),
                        "more than 8"),
                Arguments.of(
                        "a shape larger than its data",
                        file("{" + entry("w", "[2]", "[0,4]") + "}", 1),
                        "needs 8 bytes"),
                Arguments.of(
                        "a shape smaller than its data",
                        file("{" + entry("w", "[1]", "[0,8]") + "}", 1, 2),
                        "needs 4 bytes"),
                Arguments.of(
                        "an end before the begin",
                        file("{" + entry("w", "[1]", "[4,0]") + "}", 1),
                        "data_offsets [4, 0]"),
                Arguments.of(
                        "a negative begin", file("{" + entry("w", "[1]", "[-4,0]") + "}", 1), "data_offsets [-4, 0]"),
                Arguments.of(
                        "data beyond the file",
                        file("{" + entry("w", "[2]", "[0,8]") + "}", 1),
                        "take 8 bytes, but 4 follow"),
                Arguments.of(
                        "far offsets",
                        file("{" + entry("w", "[1]", "[9223372036854775800,9223372036854775804]") + "}", 1),
                        "must begin at 0"),
                Arguments.of(
                        "overlapping tensors",
                        file("{" + one + "," + entry("v", "[1]", "[0,4]") + "}", 1),
                        "must begin at 4"),
                Arguments.of(
                        "a gap before the first",
                        file("{" + entry("w", "[1]", "[4,8]") + "}", 1, 2),
                        "must begin at 0"),
                Arguments.of(
                        "a gap between",
                        file("{" + one + "," + entry("v", "[1]", "[8,12]") + "}", 1, 2, 3),
                        "must begin at 4"),
                Arguments.of("trailing bytes", file("{" + one + "}", 1, 2), "take 4 bytes, but 8 follow"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void saysWhichRuleAFileBreaks(String what, byte[] file, String message) {
        assertThatExceptionOfType(InvalidSafetensors.class)
                .as(what)
                .isThrownBy(() -> Safetensors.decode(file))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void neverFailsInAnotherWayWhateverIsDamaged() {
        // Given
        byte[] whole = Safetensors.encode(SAMPLE);
        Random random = new Random(42);
        // When
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int hits = random.nextInt(4); hits >= 0 && damaged.length > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            // Then
            try {
                assertThat(Safetensors.decode(damaged)).isNotNull();
            } catch (InvalidSafetensors expected) {
                assertThat(expected).hasMessageNotContaining("Exception");
            }
        }
    }

    @Test
    void refusesToWriteOneNameTwice() {
        // Given
        NamedTensor tensor = new NamedTensor("w", List.of(1), new float[1]);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.encode(new TensorFile(List.of(tensor, tensor), Map.of())))
                .withMessageContaining("distinct names");
    }

    @Test
    void refusesToWriteATensorInThePlaceOfTheMetadata() {
        // Given
        NamedTensor tensor = new NamedTensor("__metadata__", List.of(1), new float[1]);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.encode(new TensorFile(List.of(tensor), Map.of())))
                .withMessageContaining("__metadata__");
    }

    private static NamedTensor tensor(TensorFile file, String name) {
        return file.tensors().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String entry(String name, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    private static byte[] length(long length) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private static byte[] file(String header, float... values) {
        byte[] file = withHeader(header.getBytes(UTF_8));
        ByteBuffer buffer = ByteBuffer.allocate(file.length + values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(file).asFloatBuffer().put(values);
        return buffer.array();
    }

    private static byte[] withHeader(byte[] header) {
        return ByteBuffer.allocate(8 + header.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }
}
