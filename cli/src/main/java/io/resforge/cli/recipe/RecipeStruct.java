package io.resforge.cli.recipe;

import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A recipe as the contracts carry it. What is read of one may have been written by another build: what is missing is nothing. */
public final class RecipeStruct {

    private RecipeStruct() {}

    /** A recipe with every value. */
    public static Struct of(Recipe recipe) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(new Gson().toJson(RecipeWriter.tree(recipe)), struct);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a JSON object is a Struct", impossible);
        }
        return struct.build();
    }

    /** A recipe as a map, its numbers as double. */
    public static Map<String, Object> tree(Struct recipe) {
        try {
            Map<String, Object> tree = new LinkedHashMap<>();
            JsonParser.parseString(JsonFormat.printer().print(recipe))
                    .getAsJsonObject()
                    .entrySet()
                    .forEach(it -> tree.put(it.getKey(), new Gson().fromJson(it.getValue(), Object.class)));
            return tree;
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a Struct is a JSON object", impossible);
        }
    }

    /** The network's name. */
    public static String architecture(Struct recipe) {
        return text(recipe, "arch");
    }

    /** How many epochs there are to be. */
    public static int epochs(Struct recipe) {
        return (int) value(recipe, "epochs").getNumberValue();
    }

    /** A recipe in one line. */
    public static String words(Struct recipe) {
        return Stream.of(
                        part("%s epochs", number(recipe, "epochs")),
                        part("batches of %s", number(recipe, "batch_size")),
                        kind(value(recipe, "optimizer")),
                        kind(value(recipe, "schedule")),
                        part("rate %s", number(recipe, "lr")),
                        part("weight decay %s", number(recipe, "weight_decay")),
                        part("label smoothing %s", number(recipe, "label_smoothing")),
                        augmentation(value(recipe, "augment").getListValue().getValuesList()),
                        part("seed %s", number(recipe, "seed")))
                .filter(part -> !part.isEmpty())
                .collect(joining(", "));
    }

    private static String part(String words, String value) {
        return value.isEmpty() ? "" : String.format(Locale.ROOT, words, value);
    }

    private static String augmentation(List<Value> steps) {
        return String.join(" + ", steps.stream().map(RecipeStruct::kind).toList());
    }

    private static String kind(Value group) {
        return text(group.getStructValue(), "kind");
    }

    private static String text(Struct struct, String key) {
        return value(struct, key).getStringValue();
    }

    private static String number(Struct struct, String key) {
        Value value = value(struct, key);
        return value.hasNumberValue()
                ? new BigDecimal(Double.toString(value.getNumberValue()))
                        .stripTrailingZeros()
                        .toPlainString()
                : "";
    }

    private static Value value(Struct struct, String key) {
        return struct.getFieldsOrDefault(key, Value.getDefaultInstance());
    }
}
