package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

/** From a tensor's elements to pixels of one byte each. */
final class PixelValues {

    private static final int BRIGHTEST = 255;

    private PixelValues() {}

    /**
     * The pixels of a tensor.
     *
     * @param count how many elements its shape asks for
     * @throws InvalidRequest if there are more or fewer, or some are no pixels
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
                    field, "must be pixels from 0 to " + BRIGHTEST + ", but none is above 1: multiply what was scaled");
        }
        return ByteBuffer.wrap(pixels);
    }

    private static void requireSize(String field, String unit, long had, long expected) {
        if (had != expected) {
            throw new InvalidRequest(field, "must be " + expected + " " + unit + ", as the shape says, was " + had);
        }
    }
}
