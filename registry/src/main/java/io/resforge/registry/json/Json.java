package io.resforge.registry.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * How records are written as JSON: indented, absent fields left out, times as ISO-8601, bytes as base64. Unknown fields
 * are skipped, so that an older build reads a newer one's; a field of the wrong type or given twice is an error.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private Json() {}

    /** Writes a record. */
    public static byte[] encode(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getSimpleName() + " cannot be written as JSON: " + e.getOriginalMessage(),
                    e);
        }
    }

    /** Reads a record; its own checks apply. */
    public static <T> T decode(byte[] content, Class<T> type) throws MalformedJson {
        try (JsonParser parser = MAPPER.createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noObject();
            }
            return MAPPER.readValue(parser, type);
        } catch (JacksonException e) {
            throw new MalformedJson(reason(e), e);
        } catch (IOException e) {
            throw noText(e);
        }
    }

    /** Reads a record from JSON that {@link #tree} read. */
    public static <T> T decode(JsonNode tree, Class<T> type) throws MalformedJson {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw new MalformedJson(reason(e), e);
        }
    }

    /** Reads a JSON object without a meaning yet. */
    public static JsonNode tree(byte[] content) throws MalformedJson {
        try {
            JsonNode tree = MAPPER.readTree(content);
            if (!tree.isObject()) {
                throw noObject();
            }
            return tree;
        } catch (JacksonException e) {
            throw new MalformedJson(reason(e), e);
        } catch (IOException e) {
            throw noText(e);
        }
    }

    private static MalformedJson noObject() {
        return new MalformedJson("a JSON object was expected", null);
    }

    private static MalformedJson noText(IOException e) {
        return new MalformedJson("it is no JSON text: " + e.getMessage(), e);
    }

    /** The reason without Jackson's excerpt of the source, which may be long. */
    private static String reason(JacksonException e) {
        String what = e.getCause() instanceof IllegalArgumentException refused
                ? refused.getMessage()
                : e.getOriginalMessage();
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? what + " (in " + path(mapping) + ")"
                : what;
    }

    /** Where in a document a failure is, such as {@code a.b[0]}; empty for the whole. */
    public static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    /** Bytes that are not the JSON they should be; the message says what is wrong with them. */
    public static final class MalformedJson extends Exception {

        MalformedJson(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
