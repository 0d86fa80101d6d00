package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferRequest.Elements;
import io.resforge.inference.api.oip.InferRequest.InputTensor;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.resforge.neuralnet.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** From the input tensor to images. Pixels that come as raw UINT8 are not copied. */
final class TensorImages {

    static final String NAME = "images";

    private static final String SHAPE = "inputs[0].shape";

    private TensorImages() {}

    /**
     * The images of a request; throws {@link InvalidRequest} if the tensor is not one of images that the model takes.
     */
    static List<ImageInput> of(List<InputTensor> inputs, LiveModel model, int most) {
        if (inputs.size() != 1) {
            throw new InvalidRequest("inputs", "must be the one tensor \"" + NAME + "\", were " + inputs.size());
        }
        InputTensor tensor = inputs.getFirst();
        if (!tensor.name().equals(NAME)) {
            throw new InvalidRequest("inputs[0].name", "must be \"" + NAME + "\", was \"" + tensor.name() + "\"");
        }
        return switch (tensor.datatype()) {
            case "UINT8" -> pixels(tensor, Datatype.UINT8, model.image(), most);
            case "FP32" -> pixels(tensor, Datatype.FP32, model.image(), most);
            case "BYTES" -> files(tensor, most);
            default ->
                throw new InvalidRequest(
                        "inputs[0].datatype",
                        "must be UINT8 or FP32 for pixels or BYTES for image files, was \"" + tensor.datatype() + "\"");
        };
    }

    private static List<ImageInput> pixels(InputTensor tensor, Datatype datatype, ImageShape image, int most) {
        List<Long> shape = tensor.shape();
        List<Long> one = List.of((long) image.height(), (long) image.width(), (long) image.channels());
        if (shape.size() != 4 || !shape.subList(1, 4).equals(one)) {
            throw new InvalidRequest(
                    SHAPE,
                    "must be [images, " + image.height() + ", " + image.width() + ", " + image.channels()
                            + "] (height, width, channels), was " + shape);
        }
        int images = count(shape, most);
        ByteBuffer pixels = PixelValues.of(tensor.elements(), datatype, images * image.bytes());
        List<ImageInput> inputs = new ArrayList<>(images);
        for (int i = 0; i < images; i++) {
            inputs.add(new ImageInput.Raw(pixels.slice(pixels.position() + i * image.bytes(), image.bytes())));
        }
        return inputs;
    }

    private static List<ImageInput> files(InputTensor tensor, int most) {
        List<Long> shape = tensor.shape();
        // Triton's clients send a column where a model takes batches.
        boolean column = shape.size() == 2 && shape.get(1) == 1;
        if (shape.size() != 1 && !column) {
            throw new InvalidRequest(SHAPE, "must be [images] or [images, 1] for BYTES, was " + shape);
        }
        return ByteStrings.of(tensor.elements(), count(shape, most)).stream()
                .<ImageInput>map(ImageInput.Encoded::new)
                .toList();
    }

    private static int count(List<Long> shape, int most) {
        long images = shape.getFirst();
        if (images < 1 || images > most) {
            throw new InvalidRequest(SHAPE, "must begin with a number of images from 1 to " + most + ", was " + shape);
        }
        return (int) images;
    }

    /** From a tensor's elements to pixels of one byte each. */
    private static final class PixelValues {

        private static final int BRIGHTEST = 255;

        private PixelValues() {}

        /**
         * The pixels of a tensor; throws {@link InvalidRequest} unless there are {@code count} values from 0 to 255.
         */
        static ByteBuffer of(Elements elements, Datatype datatype, int count) {
            return switch (elements) {
                case Elements.Raw(String field, ByteBuffer raw)
                when datatype == Datatype.UINT8 -> {
                    requireSize(field, "bytes", raw.remaining(), count);
                    yield raw;
                }
                case Elements.Raw(String field, ByteBuffer raw) -> {
                    requireSize(field, "bytes", raw.remaining(), (long) count * Float.BYTES);
                    ByteBuffer floats = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
                    yield fromNumbers(field, datatype, count, i -> floats.getFloat(i * Float.BYTES));
                }
                case Elements.Numbers(String field, int had, IntToDoubleFunction at) -> {
                    requireSize(field, "elements", had, count);
                    yield fromNumbers(field, datatype, count, at);
                }
                case Elements.Strings strings ->
                    throw new InvalidRequest(strings.field(), "must be numbers for " + datatype);
            };
        }

        private static ByteBuffer fromNumbers(String field, Datatype datatype, int count, IntToDoubleFunction at) {
            byte[] pixels = new byte[count];
            boolean bright = false;
            boolean whole = true;
            for (int i = 0; i < count; i++) {
                double value = at.applyAsDouble(i);
                if (!(value >= 0 && value <= BRIGHTEST)) { // also NaN
                    throw new InvalidRequest(
                            field, "must be numbers from 0 to " + BRIGHTEST + ", element " + i + " was " + value);
                }
                int pixel = (int) (value + .5);
                bright |= value > 1;
                whole &= pixel == value;
                pixels[i] = (byte) pixel;
            }
            if (datatype == Datatype.UINT8 && !whole) {
                throw new InvalidRequest(field, "must be whole numbers for UINT8");
            }
            // Rounded, such images would all be black, and the answer would look like one.
            if (!whole && !bright) {
                throw new InvalidRequest(
                        field,
                        "must be pixels from 0 to " + BRIGHTEST + ", but none is above 1: multiply what was scaled");
            }
            return ByteBuffer.wrap(pixels);
        }

        private static void requireSize(String field, String unit, long had, long expected) {
            if (had != expected) {
                throw new InvalidRequest(field, "must be " + expected + " " + unit + ", as the shape says, was " + had);
            }
        }
    }

    /** Reads the elements of a tensor of byte strings. They are not copied. */
    private static final class ByteStrings {

        private ByteStrings() {}

        /** The strings; throws {@link InvalidRequest} unless there are {@code count}. */
        static List<ByteBuffer> of(Elements elements, int count) {
            return switch (elements) {
                case Elements.Raw(String field, ByteBuffer bytes) -> read(field, bytes, count);
                case Elements.Strings(String field, List<ByteBuffer> values) -> {
                    if (values.size() != count) {
                        throw new InvalidRequest(
                                field, "must be " + count + " elements, as the shape says, was " + values.size());
                    }
                    yield values;
                }
                case Elements.Numbers numbers -> throw new InvalidRequest(numbers.field(), "must be strings for BYTES");
            };
        }

        private static List<ByteBuffer> read(String field, ByteBuffer bytes, int count) {
            ByteBuffer rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
            List<ByteBuffer> strings = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                if (rest.remaining() < Integer.BYTES) {
                    throw new InvalidRequest(
                            field,
                            "must be " + count + " elements, each after its length in 4 bytes; it ends after " + i);
                }
                long length = Integer.toUnsignedLong(rest.getInt());
                if (length > rest.remaining()) {
                    throw new InvalidRequest(
                            field,
                            "element " + i + " says that it has " + length + " bytes, but only " + rest.remaining()
                                    + " follow");
                }
                strings.add(rest.slice(rest.position(), (int) length));
                rest.position(rest.position() + (int) length);
            }
            if (rest.hasRemaining()) {
                throw new InvalidRequest(
                        field,
                        "must be " + count + " elements, as the shape says, but " + rest.remaining() + " bytes follow");
            }
            return strings;
        }
    }
}
