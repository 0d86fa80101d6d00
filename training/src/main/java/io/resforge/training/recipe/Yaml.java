package io.resforge.training.recipe;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML text as maps, lists and values, and back: YAML 1.2 with its core schema, and JSON with it. So {@code 0x10} is 16 and {@code yes} a word.
 * A whole number that begins with a zero is refused, since other readers take it for an octal one. However large a text makes itself out to
 * be, it costs no more than {@value #MOST_CHARACTERS} characters do.
 */
public final class Yaml {

    /** Longest text, and the most characters that all its values come to once its aliases stand for what they mean. */
    public static final int MOST_CHARACTERS = 1 << 20;

    private static final int DEEPEST = 32;
    private static final int WIDEST_LINE = Integer.MAX_VALUE;
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");

    private static final LoadSettings LOAD = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(MOST_CHARACTERS)
            .setAllowDuplicateKeys(false)
            .build();

    private static final DumpSettings DUMP = DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setSplitLines(false)
            .setWidth(WIDEST_LINE)
            .setDereferenceAliases(true)
            .build();

    private Yaml() {}

    /**
     * Reads a text with groups of keys.
     *
     * @param what the text is, for messages, such as "a recipe"
     * @throws InvalidRecipe if it is no YAML, no such group, more than one, or too large
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
     * @throws InvalidRecipe if it is no YAML, more than one document, or too large
     */
    static Object value(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw tooLarge();
        }
        try {
            checkEvents(text);
            Object value = new Load(LOAD).loadFromString(text);
            size(value, 0);
            return value;
        } catch (MarkedYamlEngineException e) {
            throw at("not YAML", e.getProblemMark(), e.getProblem());
        } catch (YamlEngineException e) {
            throw new InvalidRecipe(
                    "", "not YAML: " + e.getMessage().lines().findFirst().orElse(""));
        } catch (InvalidRecipe e) {
            throw e;
        } catch (IllegalArgumentException e) { // the library's, where the digits of an escape are none
            throw new InvalidRecipe(
                    "", "not YAML: a character in quotes, such as \"\\u00e4\", is not written as it must be");
        }
    }

    /** Writes a map in its order, with numbers in plain notation. */
    public static String write(Map<String, Object> map) {
        return new Dump(DUMP, new PlainNumbers()).dumpToString(map);
    }

    /** What the reader itself does not look at; it stops where the text goes too deep for those that call themselves. */
    private static void checkEvents(String text) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(LOAD).parseString(text)) {
            switch (event) {
                case DocumentStartEvent _ -> documents++;
                case CollectionStartEvent _ -> depth++;
                case CollectionEndEvent _ -> depth--;
                case ScalarEvent scalar -> checkScalar(scalar);
                default -> {}
            }
            if (documents > 1) {
                throw new InvalidRecipe("", "there must be one YAML document, but there are several");
            }
            if (depth > DEEPEST) {
                throw tooDeep();
            }
        }
    }

    private static void checkScalar(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (scalar.isPlain() && LEADING_ZERO.matcher(text).matches()) {
            throw at(
                    "not clear",
                    scalar.getStartMark(),
                    text + " begins with a zero, which some readers take for an octal number; write "
                            + new BigInteger(text) + ", or '" + text + "' in quotes for a word");
        }
    }

    /** How many values and characters a value comes to, with all that its aliases stand for; it stops where that is too much. */
    private static long size(Object value, int depth) {
        if (depth > DEEPEST) {
            throw tooDeep();
        }
        return switch (value) {
            case Map<?, ?> map -> {
                map.keySet().forEach(Yaml::requireWord);
                yield sizes(map.keySet(), depth) + sizes(map.values(), depth);
            }
            case List<?> list -> sizes(list, depth);
            case String text -> 1L + text.length();
            case Number number -> 1L + number.toString().length();
            case Boolean _ -> 1;
            case null -> 1;
            default ->
                throw new InvalidRecipe(
                        "",
                        "values are words, numbers, true, false, lists and groups of keys; there is one of another kind");
        };
    }

    private static long sizes(Collection<?> values, int depth) {
        long sum = 1;
        for (Object value : values) {
            sum += size(value, depth + 1);
            if (sum > MOST_CHARACTERS) {
                throw tooLarge();
            }
        }
        return sum;
    }

    private static void requireWord(Object key) {
        if (key == null || key instanceof Collection<?> || key instanceof Map<?, ?>) {
            throw new InvalidRecipe("", "a key must be a word, was " + (key == null ? "nothing" : "a list or a group"));
        }
    }

    private static Map<String, Object> keyed(Map<?, ?> map) {
        Map<String, Object> keyed = new LinkedHashMap<>();
        map.forEach((key, value) -> keyed.put(String.valueOf(key), value));
        return keyed;
    }

    private static InvalidRecipe tooDeep() {
        return new InvalidRecipe("", "lists and groups must be nested at most " + DEEPEST + " deep, but go deeper");
    }

    private static InvalidRecipe tooLarge() {
        return new InvalidRecipe(
                "",
                "must have at most " + MOST_CHARACTERS
                        + " characters, what its aliases stand for included, but has more");
    }

    private static InvalidRecipe at(String what, Optional<Mark> mark, String reason) {
        String place = mark.map(it -> " at line " + (it.getLine() + 1) + ", column " + (it.getColumn() + 1))
                .orElse("");
        return new InvalidRecipe("", what + place + ": " + reason);
    }

    /** Numbers without an exponent, as a person writes them. */
    private static final class PlainNumbers extends StandardRepresenter {

        PlainNumbers() {
            super(DUMP);
            representers.put(Double.class, number -> representNumber((Double) number));
        }

        private Node representNumber(Double number) {
            String plain =
                    new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
            return representScalar(plain.contains(".") ? Tag.FLOAT : Tag.INT, plain);
        }
    }
}
