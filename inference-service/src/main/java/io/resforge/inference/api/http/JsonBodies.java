package io.resforge.inference.api.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget.Reservation;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.registry.json.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.regex.Pattern;

/** Reads bodies, and tells of a bad one where it is bad. */
final class JsonBodies {

    /** Where a list or object began that does not end; the position says enough. */
    private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at .*");

    private JsonBodies() {}

    /**
     * Reads the first bytes of a body; throws {@link InvalidRequest} if they are no JSON of this type, or too many
     * values.
     */
    static <T> T read(ObjectMapper mapper, HttpBody body, int length, Class<T> type) {
        // Texts, and files out of base64, are copied out of it.
        body.reserveCopies(1, length);
        ObjectReader reader = strict(mapper.readerFor(type)).withAttribute(Reservation.class, body.held());
        try (JsonParser parser = new FewValues(reader.createParser(body.bytes(), 0, length))) {
            T value = reader.readValue(parser);
            if (value == null) {
                throw new InvalidRequest("body", "must be a JSON object, was null");
            }
            return value;
        } catch (MismatchedInputException e) {
            throw mismatch(e);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof Overloaded full) {
                throw full;
            }
            if (e.getCause() instanceof StreamReadException broken) {
                throw invalid(broken);
            }
            String path = Json.path(e);
            throw new InvalidRequest(path.isEmpty() ? "body" : path, firstLine(e) + position(e.getLocation()));
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) { // four bytes at the beginning can look like UTF-32
            throw new InvalidRequest("body", "is no valid JSON: it is no text in UTF-8");
        }
    }

    /** Counts the values of a body before objects are made of them: three bytes can be a list in a list. */
    static final class FewValues extends JsonParserDelegate {

        private static final int MOST = 10_000;

        private int tokens;

        FewValues(JsonParser parser) {
            super(parser);
        }

        /** The parser itself, for who counts by another measure. */
        JsonParser uncounted() {
            return delegate;
        }

        @Override
        public JsonToken nextToken() throws IOException {
            if (++tokens > MOST) {
                throw JsonMappingException.from(this, "must be at most " + MOST + " values beside tensors' elements");
            }
            return super.nextToken();
        }
    }

    /** What is said twice, or after the end, would else be passed over, and 1.5 taken for 1. */
    private static ObjectReader strict(ObjectReader reader) {
        return reader.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /** The library's own words name Java classes. */
    private static InvalidRequest mismatch(MismatchedInputException e) {
        String path = Json.path(e);
        if (path.isEmpty()) {
            return new InvalidRequest("body", "must be one JSON object and nothing else" + position(e.getLocation()));
        }
        String kind =
                switch (e.getTargetType()) {
                    case Class<?> type when type == String.class -> "a string";
                    case Class<?> type when type == boolean.class -> "true or false";
                    case Class<?> type when Number.class.isAssignableFrom(type) -> "a whole number";
                    case Class<?> type when Collection.class.isAssignableFrom(type) -> "a list";
                    case null, default -> "a JSON object";
                };
        return new InvalidRequest(path, "must be " + kind + position(e.getLocation()));
    }

    private static InvalidRequest invalid(JsonProcessingException e) {
        return new InvalidRequest("body", "is no valid JSON: " + firstLine(e) + position(e.getLocation()));
    }

    private static String firstLine(JsonProcessingException e) {
        String line = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        return START_MARKER.matcher(line).replaceFirst("");
    }

    private static String position(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
