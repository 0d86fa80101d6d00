package io.resforge.training.recipe;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** YAML text as maps, lists and values, and back. */
public final class Yaml {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private Yaml() {}

    /**
     * Reads a text with groups of keys.
     *
     * @param what the text is, for messages, such as "a recipe"
     * @throws InvalidRecipe if it is no YAML, no such group, or more than one
     */
    public static Map<String, Object> map(String what, String text) {
        return switch (value(text)) {
            case null -> Map.of();
            case Map<?, ?> map -> keyed(map);
            case Object other -> throw Values.wrong(what, "lines of 'key: value'", other);
        };
    }

    /**
     * Reads a single value; null if there is none.
     *
     * @throws InvalidRecipe if it is no YAML, or more than one document
     */
    static Object value(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            Object value = parser.nextToken() == null ? null : parser.readValueAs(Object.class);
            if (parser.nextToken() != null) {
                throw new InvalidRecipe("", "there must be one YAML document, but there are several");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw notYaml(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a map in its order, with numbers in plain notation. */
    public static String write(Map<String, Object> map) {
        try {
            return MAPPER.writeValueAsString(plain(map));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a recipe as YAML", e);
        }
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Double number -> new BigDecimal(number.toString()).stripTrailingZeros();
            case List<?> list -> list.stream().map(Yaml::plain).toList();
            case Map<?, ?> map -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                map.forEach((key, it) -> plain.put(key.toString(), plain(it)));
                yield plain;
            }
            default -> value;
        };
    }

    private static Map<String, Object> keyed(Map<?, ?> map) {
        Map<String, Object> keyed = new LinkedHashMap<>();
        map.forEach((key, value) -> keyed.put(String.valueOf(key), value));
        return keyed;
    }

    private static InvalidRecipe notYaml(JsonProcessingException e) {
        // SnakeYAML's own mark is where it gave up; Jackson's is where the list or group began.
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return notYaml(mark.getLine() + 1, mark.getColumn() + 1, marked.getProblem());
        }
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        JsonLocation location = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
        return notYaml(location.getLineNr(), location.getColumnNr(), reason);
    }

    private static InvalidRecipe notYaml(int line, int column, String reason) {
        return new InvalidRecipe("", "not YAML at line " + line + ", column " + column + ": " + reason);
    }
}
