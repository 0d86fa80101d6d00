package io.resforge.cli.recipe;

import com.google.gson.Gson;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeWriter;
import java.math.BigDecimal;
import java.util.List;

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
        if (recipe.getFieldsCount() == 0) {
            return "";
        }
        return "%d epochs of batches of %s, %s, %s from %s, weight decay %s, label smoothing %s, %s, seed %s"
                .formatted(
                        epochs(recipe),
                        number(recipe, "batch_size"),
                        kind(value(recipe, "optimizer")),
                        kind(value(recipe, "schedule")),
                        number(recipe, "lr"),
                        number(recipe, "weight_decay"),
                        number(recipe, "label_smoothing"),
                        augmentation(value(recipe, "augment").getListValue().getValuesList()),
                        number(recipe, "seed"));
    }

    private static String augmentation(List<Value> steps) {
        return steps.isEmpty()
                ? "not augmented"
                : String.join(" + ", steps.stream().map(RecipeStruct::kind).toList());
    }

    private static String kind(Value group) {
        return text(group.getStructValue(), "kind");
    }

    private static String text(Struct struct, String key) {
        return value(struct, key).getStringValue();
    }

    private static String number(Struct struct, String key) {
        return new BigDecimal(Double.toString(value(struct, key).getNumberValue()))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static Value value(Struct struct, String key) {
        return struct.getFieldsOrDefault(key, Value.getDefaultInstance());
    }
}
