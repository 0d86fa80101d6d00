package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.models.LiveModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tensors that a version of a model answers with. */
public record InferAnswer(LiveModel model, List<OutputTensor> outputs) {

    /** A tensor of the answer; the first number of its shape is the number of images. */
    public record OutputTensor(String name, List<Long> shape, Values values) {

        /** The type of its elements. */
        public Datatype datatype() {
            return switch (values) {
                case Floats _ -> Datatype.FP32;
                case Texts _ -> Datatype.BYTES;
            };
        }

        /** The elements, row by row. */
        public sealed interface Values {}

        /** Numbers; not to be changed. */
        public record Floats(float[] values) implements Values {}

        /** Texts. */
        public record Texts(List<String> values) implements Values {}
    }

    /** Spells elements as bytes: numbers in little-endian order, texts after their lengths of 4 bytes. */
    public static final class RawElements {

        private RawElements() {}

        public static byte[] of(OutputTensor.Values values) {
            return switch (values) {
                case OutputTensor.Floats(float[] numbers) -> floats(numbers);
                case OutputTensor.Texts(List<String> texts) -> texts(texts);
            };
        }

        private static byte[] floats(float[] numbers) {
            byte[] bytes = new byte[numbers.length * Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(numbers);
            return bytes;
        }

        private static byte[] texts(List<String> texts) {
            List<byte[]> encoded = texts.stream()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toList();
            int size = encoded.stream()
                    .mapToInt(text -> Integer.BYTES + text.length)
                    .sum();
            ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            encoded.forEach(text -> bytes.putInt(text.length).put(text));
            return bytes.array();
        }
    }
}
