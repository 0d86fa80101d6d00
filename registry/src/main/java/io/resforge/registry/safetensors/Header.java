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
}
