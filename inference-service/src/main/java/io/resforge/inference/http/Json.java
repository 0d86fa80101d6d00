package io.resforge.inference.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.classify.InvalidRequest;
import java.io.IOException;
import java.util.stream.Collectors;

/** Reads bodies, and tells of a bad one where it is bad. */
final class Json {

    private Json() {}

    /**
     * Reads a body.
     *
     * @param length how many bytes of it, from the first
     * @throws InvalidRequest if it is no JSON, or not of this type
     */
    static <T> T read(ObjectMapper mapper, byte[] body, int length, Class<T> type) {
        try {
            T value = mapper.readValue(body, 0, length, type);
            if (value == null) {
                throw new InvalidRequest("body", "must be a JSON object, was null");
            }
            return value;
        } catch (JsonMappingException e) {
            String path = path(e);
            throw new InvalidRequest(path.isEmpty() ? "body" : path, firstLine(e) + position(e.getLocation()));
        } catch (JsonProcessingException e) {
            throw new InvalidRequest("body", "is no valid JSON: " + firstLine(e) + position(e.getLocation()));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
    }

    private static String position(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
