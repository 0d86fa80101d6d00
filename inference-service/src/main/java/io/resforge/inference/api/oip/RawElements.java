package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Spells elements as bytes: numbers in little-endian order, texts after their lengths of 4 bytes. */
public final class RawElements {

    private RawElements() {}

    public static byte[] of(OutputTensor.Values values) {
        return switch (values) {
            case OutputTensor.Floats(float[] numbers) -> floats(numbers);
            case OutputTensor.Texts(List<String> texts) -> texts(texts);
        };
    }

    private static byte[] floats(float[] numbers) {
        byte[] bytes = new byte[numbers.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
        return bytes;
    }

    private static byte[] texts(List<String> texts) {
        List<byte[]> encoded = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size =
                encoded.stream().mapToInt(text -> Integer.BYTES + text.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        encoded.forEach(text -> bytes.putInt(text.length).put(text));
        return bytes.array();
    }
}
