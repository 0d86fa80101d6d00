package io.resforge.inference.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.classify.InvalidRequest;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads bodies, and tells of a bad one where it is bad. */
final class Json {

    /** Where a list or object began that does not end; the position says enough. */
    private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at .*");

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
            if (e.getCause() instanceof StreamReadException broken) {
                throw invalid(broken);
            }
            String path = path(e);
            throw new InvalidRequest(path.isEmpty() ? "body" : path, firstLine(e) + position(e.getLocation()));
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    private static InvalidRequest invalid(JsonProcessingException e) {
        return new InvalidRequest("body", "is no valid JSON: " + firstLine(e) + position(e.getLocation()));
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String firstLine(JsonProcessingException e) {
        String line = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        return START_MARKER.matcher(line).replaceFirst("");
    }

    private static String position(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
