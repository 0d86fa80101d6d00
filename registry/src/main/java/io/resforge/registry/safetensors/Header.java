package io.resforge.registry.safetensors;

import io.resforge.registry.safetensors.Safetensors.InvalidSafetensors;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file.
 *
 * @param slots in the order of their data
 * @param metadata free text by name
 */
record Header(List<TensorEntry> slots, Map<String, String> metadata) {

    /** The header's entry that describes no tensor. */
    static final String METADATA = "__metadata__";

    /** IEEE 754 single precision, little-endian. */
    static final String F32 = "F32";

    /** Checks that the tensors fill the data, each byte exactly once. */
    void requireFilled(long dataBytes) {
        long position = 0;
        for (TensorEntry slot : slots) {
            if (slot.begin() != position) {
                throw new InvalidSafetensors("the data of tensor '" + slot.name() + "' begins at byte " + slot.begin()
                        + ", must begin at " + position + ", where the one before ends");
            }
            position = slot.end();
        }
        if (position != dataBytes) {
            throw new InvalidSafetensors(
                    "its tensors take " + position + " bytes, but " + dataBytes + " follow the header");
        }
    }

    /**
     * Where a tensor lies in a file.
     *
     * @param name of the tensor
     * @param shape its sizes, empty for a single number
     * @param begin first byte, counted from the end of the header
     * @param end byte after the last
     */
    record TensorEntry(String name, List<Integer> shape, long begin, long end) {

        static final int FLOAT_BYTES = 4;

        TensorEntry {
            shape = List.copyOf(shape);
            if (begin < 0 || end < begin) {
                throw new InvalidSafetensors("tensor '" + name + "' has data_offsets [" + begin + ", " + end
                        + "], allowed is a begin of at least 0 and an end not before it");
            }
            if (end - begin != bytes(name, shape)) {
                throw new InvalidSafetensors("tensor '" + name + "' of shape " + shape + " needs " + bytes(name, shape)
                        + " bytes, its data_offsets give it " + (end - begin));
            }
        }

        /** Bytes that an F32 tensor of this shape takes. */
        static long bytes(String name, List<Integer> shape) {
            try {
                return shape.stream().mapToLong(Integer::longValue).reduce(FLOAT_BYTES, Math::multiplyExact);
            } catch (ArithmeticException e) {
                throw new InvalidSafetensors("tensor '" + name + "' has a shape too large for any file, " + shape, e);
            }
        }
    }
}
