package io.resforge.inference.api.oip;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** The elements of a tensor as a client sends them, row by row. */
public sealed interface Elements {

    /** The field of the request that they came in, for error messages. */
    String field();

    /**
     * All elements as bytes.
     *
     * @param bytes from position to limit: numbers in little-endian order; byte strings after their lengths of 4 bytes
     */
    record Raw(String field, ByteBuffer bytes) implements Elements {}

    /**
     * A list of numbers.
     *
     * @param at the number at an index from 0
     */
    record Numbers(String field, int count, IntToDoubleFunction at) implements Elements {}

    /** A list of byte strings. */
    record Strings(String field, List<ByteBuffer> values) implements Elements {}
}
