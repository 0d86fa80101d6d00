package io.resforge.registry.safetensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.resforge.registry.safetensors.Safetensors.InvalidSafetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The header of a safetensors file, its tensors in the order of their data. */
record Header(List<TensorEntry> slots, Map<String, String> metadata) {

    /** The header's entry that describes no tensor. */
    static final String METADATA = "__metadata__";

    /** IEEE 754 single precision, little-endian. */
    static final String F32 = "F32";

    /** Bytes without a sign. */
    static final String U8 = "U8";

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

    /** Where a tensor lies in a file, from its first byte after the header to the byte after its last. */
    record TensorEntry(String name, String dtype, List<Integer> shape, long begin, long end) {

        static final int FLOAT_BYTES = 4;

        TensorEntry {
            shape = List.copyOf(shape);
            if (begin < 0 || end < begin) {
                throw new InvalidSafetensors("tensor '" + name + "' has data_offsets [" + begin + ", " + end
                        + "], allowed is a begin of at least 0 and an end not before it");
            }
            long needed = bytes(name, dtype, shape);
            if (end - begin != needed) {
                throw new InvalidSafetensors("tensor '" + name + "' of shape " + shape + " needs " + needed
                        + " bytes, its data_offsets give it " + (end - begin));
            }
        }

        boolean isBytes() {
            return dtype.equals(U8);
        }

        /** Bytes that a tensor of this shape takes. */
        private static long bytes(String name, String dtype, List<Integer> shape) {
            try {
                return shape.stream()
                        .mapToLong(Integer::longValue)
                        .reduce(dtype.equals(U8) ? 1 : FLOAT_BYTES, Math::multiplyExact);
            } catch (ArithmeticException e) {
                throw new InvalidSafetensors("tensor '" + name + "' has a shape too large for any file, " + shape, e);
            }
        }
    }

    /** Reads the JSON header of a safetensors file and checks it by itself. */
    static final class HeaderReader {

        private static final JsonFactory JSON = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(4).build())
                .build();

        private static final int MOST_DIMENSIONS = 8;

        private final JsonParser json;
        private final List<TensorEntry> slots = new ArrayList<>();
        private Map<String, String> metadata = Map.of();

        private HeaderReader(JsonParser json) {
            this.json = json;
        }

        /** Reads a header of UTF-8 text. */
        static Header read(ByteBuffer utf8) {
            try (JsonParser json = JSON.createParser(text(utf8))) {
                return new HeaderReader(json).header();
            } catch (JacksonException e) {
                throw new InvalidSafetensors("its header is no valid JSON: " + e.getOriginalMessage(), e);
            } catch (CharacterCodingException e) {
                throw new InvalidSafetensors("its header is not UTF-8", e);
            } catch (IOException e) {
                throw new InvalidSafetensors("its header cannot be read: " + e.getMessage(), e);
            }
        }

        // Decoded here, since Jackson would also take bytes for UTF-16 and would let some malformed ones pass.
        private static String text(ByteBuffer utf8) throws CharacterCodingException {
            String text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
            if (!text.startsWith("{")) {
                throw new InvalidSafetensors("its header must begin with '{'");
            }
            return text;
        }

        private Header header() throws IOException {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (name.equals(Header.METADATA)) {
                    metadata = metadata();
                } else {
                    slots.add(slot(name));
                }
            }
            if (json.nextToken() != null) {
                throw new InvalidSafetensors("something follows the header's JSON object");
            }
            slots.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
            return new Header(slots, metadata);
        }

        private Map<String, String> metadata() throws IOException {
            require(JsonToken.START_OBJECT, json.nextToken(), Header.METADATA + " must be an object");
            Map<String, String> entries = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                require(JsonToken.VALUE_STRING, json.nextToken(), Header.METADATA + " must hold text only");
                entries.put(name, json.getText());
            }
            return entries;
        }

        private TensorEntry slot(String name) throws IOException {
            require(JsonToken.START_OBJECT, json.nextToken(), "tensor '" + name + "' must be described by an object");
            String dtype = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "dtype" -> dtype = dtype(name);
                    case "shape" -> shape = numbers(name, field);
                    case "data_offsets" -> offsets = numbers(name, field);
                    default ->
                        throw new InvalidSafetensors("tensor '" + name + "' has an unknown field '" + field
                                + "', allowed are dtype, shape and data_offsets");
                }
            }
            if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
                throw new InvalidSafetensors("tensor '" + name + "' must have a dtype, a shape and two data_offsets");
            }
            return new TensorEntry(name, dtype, sizes(name, shape), offsets.get(0), offsets.get(1));
        }

        private String dtype(String name) throws IOException {
            require(JsonToken.VALUE_STRING, json.currentToken(), "the dtype of tensor '" + name + "' must be text");
            if (!json.getText().equals(Header.F32) && !json.getText().equals(Header.U8)) {
                throw new InvalidSafetensors("tensor '" + name + "' is of dtype '" + json.getText() + "', only "
                        + Header.F32 + " and " + Header.U8 + " can be read");
            }
            return json.getText();
        }

        private List<Long> numbers(String name, String field) throws IOException {
            String rule = "the " + field + " of tensor '" + name + "' must be a list of whole numbers";
            require(JsonToken.START_ARRAY, json.currentToken(), rule);
            List<Long> numbers = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(JsonToken.VALUE_NUMBER_INT, json.currentToken(), rule);
                numbers.add(json.getLongValue());
                if (numbers.size() > MOST_DIMENSIONS) {
                    throw new InvalidSafetensors(
                            "the " + field + " of tensor '" + name + "' has more than " + MOST_DIMENSIONS + " numbers");
                }
            }
            return numbers;
        }

        private static List<Integer> sizes(String name, List<Long> shape) {
            if (shape.stream().anyMatch(size -> size < 0 || size > Integer.MAX_VALUE)) {
                throw new InvalidSafetensors("tensor '" + name + "' has the shape " + shape
                        + ", allowed are sizes from 0 to " + Integer.MAX_VALUE);
            }
            return shape.stream().map(Long::intValue).toList();
        }

        private static void require(JsonToken expected, JsonToken actual, String rule) {
            if (actual != expected) {
                throw new InvalidSafetensors(rule);
            }
        }
    }
}
