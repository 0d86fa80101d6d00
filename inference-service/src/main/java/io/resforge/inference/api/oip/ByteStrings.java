package io.resforge.inference.api.oip;

import io.resforge.inference.classify.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the elements of a tensor of byte strings. They are not copied. */
final class ByteStrings {

    private ByteStrings() {}

    /**
     * The strings.
     *
     * @param count how many the shape asks for
     * @throws InvalidRequest if there are more or fewer
     */
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
                        field, "must be " + count + " elements, each after its length in 4 bytes; it ends after " + i);
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
