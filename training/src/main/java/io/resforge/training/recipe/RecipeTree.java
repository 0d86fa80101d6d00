package io.resforge.training.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A recipe as it is written: only the keys that were given, not checked yet. A word where a group with a {@code kind} is expected
 * stands for {@code {kind: word}}, and a number for a warm-up's epochs.
 */
public record RecipeTree(Map<String, Object> values) {

    /** The key that names the recipe whose values hold where there are none of one's own. */
    public static final String BASE = "base";

    private static final String KIND = "kind";
    private static final String WARMUP = "warmup";
    private static final Set<String> ALTERNATIVES = Set.of("optimizer", "schedule");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    public RecipeTree {
        Map<String, Object> spelled = new LinkedHashMap<>();
        values.forEach((key, value) -> spelled.put(key, spelledOut(key, value)));
        values = Collections.unmodifiableMap(spelled);
    }

    private static Object spelledOut(String key, Object value) {
        if (ALTERNATIVES.contains(key) && value instanceof String kind) {
            return Map.of(KIND, kind);
        }
        return key.equals(WARMUP) && (value instanceof Number || value instanceof String)
                ? Map.of("epochs", value)
                : value;
    }

    /** @throws InvalidRecipe if the text is no YAML, or no group of keys */
    public static RecipeTree yaml(String text) {
        return new RecipeTree(Yaml.map("a recipe", text));
    }

    /**
     * This tree with one more value, in place of the one that it has.
     *
     * @param path of the key, such as {@code optimizer.momentum}
     */
    public RecipeTree with(String path, Object value) {
        if (!PATH.matcher(path).matches()) {
            throw new InvalidRecipe(path, "a key is a word such as lr or optimizer.momentum, was '" + path + "'");
        }
        String[] keys = path.split("\\.");
        Object group = keys.length == 1 ? spelledOut(path, value) : value;
        for (int i = keys.length - 1; i > 0; i--) {
            group = Collections.singletonMap(keys[i], group);
        }
        return new RecipeTree(Collections.singletonMap(keys[0], group)).over(this);
    }

    /**
     * This tree with one more value.
     *
     * @param assignment {@code key=value}, the value as YAML, such as {@code optimizer.momentum=0.8} or {@code augment=[flip]}
     */
    public RecipeTree set(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new InvalidRecipe("", "a setting is key=value, such as lr=0.05, was '" + assignment + "'");
        }
        String path = assignment.substring(0, equals).strip();
        try {
            return with(path, Yaml.value(assignment.substring(equals + 1)));
        } catch (InvalidRecipe e) {
            throw e.field().isEmpty() ? new InvalidRecipe(path, path + " is " + e.getMessage()) : e;
        }
    }

    /** This tree's values, and a base's where there are none. A group of another kind than the base's takes nothing from it. */
    public RecipeTree over(RecipeTree base) {
        return new RecipeTree(merged(base.values, values));
    }

    private static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> values) {
        Map<String, Object> merged = new LinkedHashMap<>(base);
        values.forEach((key, value) -> merged.put(key, merged(base.get(key), value)));
        return merged;
    }

    private static Object merged(Object base, Object value) {
        if (!(base instanceof Map<?, ?> old && value instanceof Map<?, ?> group)) {
            return value;
        }
        Object kind = group.get(KIND);
        if (kind != null && !kind.equals(old.get(KIND))) {
            return value;
        }
        Map<Object, Object> merged = new LinkedHashMap<>(old);
        merged.putAll(group);
        return merged;
    }

    /** This tree without one of its keys; the same tree if it has no such key. A list goes as a whole. */
    public RecipeTree without(String path) {
        String[] keys = path.replaceFirst("\\[.*", "").split("\\.");
        Map<String, Object> rest = new LinkedHashMap<>(values);
        if (keys.length == 1) {
            rest.remove(keys[0]);
        } else if (rest.get(keys[0]) instanceof Map<?, ?> group) {
            Map<Object, Object> smaller = new LinkedHashMap<>(group);
            smaller.remove(keys[1]);
            rest.put(keys[0], smaller);
        }
        return new RecipeTree(rest);
    }
}
