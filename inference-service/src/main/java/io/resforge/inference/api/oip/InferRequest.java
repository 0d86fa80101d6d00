package io.resforge.inference.api.oip;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * What a client asks for, before anything is checked.
 *
 * @param model empty for the server's own
 * @param version a number or a label; empty for the server's choice
 * @param outputs none for all
 */
public record InferRequest(String model, String version, List<InputTensor> inputs, List<RequestedOutput> outputs) {

    /** A tensor as a client sends it, before anything of it is checked. */
    public record InputTensor(String name, String datatype, List<Long> shape, Elements elements) {}

    /**
     * An output that a client asks for: as the given number of likeliest classes in text, or as numbers where that is
     * 0.
     */
    public record RequestedOutput(String name, long classes) {}

    /** The elements of a tensor as a client sends them, row by row. */
    public sealed interface Elements {

        /** The field of the request that they came in, for error messages. */
        String field();

        /** All elements as bytes: numbers little-endian; byte strings after their lengths of 4 bytes. */
        record Raw(String field, ByteBuffer bytes) implements Elements {}

        /** A list of numbers, by their index from 0. */
        record Numbers(String field, int count, IntToDoubleFunction at) implements Elements {}

        record Strings(String field, List<ByteBuffer> values) implements Elements {}
    }
}
