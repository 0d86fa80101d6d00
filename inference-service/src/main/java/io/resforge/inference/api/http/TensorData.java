package io.resforge.inference.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.resforge.inference.api.oip.InferRequest.Elements;
import io.resforge.inference.batching.RequestBudget.Reservation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tensor's elements in JSON: numbers, or strings in base64, in lists of any depth. They are read into one array. */
@JsonDeserialize(using = TensorData.Reader.class)
final class TensorData {

    private static final int FIRST_CAPACITY = 4_096;
    private static final int DEEPEST = 8;

    /** More than a call may hold images, and few enough to be made. */
    private static final int MOST_STRINGS = 65_536;

    private final Reservation held;
    private float[] numbers = new float[0];
    private int count;
    private final List<ByteBuffer> strings = new ArrayList<>();

    private TensorData(Reservation held) {
        this.held = held;
    }

    /** The elements as those of a tensor; of an empty list it is not known what it is a list of. */
    Elements elements(String field) {
        return strings.isEmpty()
                ? new Elements.Numbers(field, count, element -> numbers[element])
                : new Elements.Strings(field, strings);
    }

    private void add(float number) {
        if (count == numbers.length) {
            int capacity = Math.max(FIRST_CAPACITY, 2 * count);
            held.grow((long) capacity * Float.BYTES);
            numbers = Arrays.copyOf(numbers, capacity);
            held.shrink((long) count * Float.BYTES);
        }
        numbers[count++] = number;
    }

    /** Reads a list without making an object of each number. */
    static final class Reader extends JsonDeserializer<TensorData> {

        @Override
        public TensorData deserialize(JsonParser counted, DeserializationContext context) throws IOException {
            JsonParser json = counted instanceof JsonBodies.FewValues few ? few.uncounted() : counted;
            if (!json.hasToken(JsonToken.START_ARRAY)) {
                throw JsonMappingException.from(json, "must be a list");
            }
            TensorData data = new TensorData((Reservation) context.getAttribute(Reservation.class));
            for (int depth = 1; depth > 0; ) {
                JsonToken token = json.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else {
                    read(json, token, data);
                }
                if (depth > DEEPEST) {
                    throw JsonMappingException.from(json, "must not be nested deeper than " + DEEPEST + " lists");
                }
            }
            return data;
        }

        private static void read(JsonParser json, JsonToken token, TensorData data) throws IOException {
            if (data.strings.size() == MOST_STRINGS) {
                throw JsonMappingException.from(json, "must be at most " + MOST_STRINGS + " strings");
            }
            if (token == JsonToken.VALUE_STRING && data.count == 0) {
                data.strings.add(ByteBuffer.wrap(binary(json)));
            } else if (token.isNumeric() && data.strings.isEmpty()) {
                data.add(json.getFloatValue());
            } else {
                throw JsonMappingException.from(json, "must be numbers only, or strings in base64 only");
            }
        }

        private static byte[] binary(JsonParser json) throws IOException {
            try {
                return json.getBinaryValue();
            } catch (StreamReadException e) {
                throw JsonMappingException.from(json, "must be strings in base64");
            }
        }
    }
}
