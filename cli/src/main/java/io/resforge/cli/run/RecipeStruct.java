package io.resforge.cli.run;

import com.google.gson.Gson;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeWriter;

/** A recipe as the contracts carry it. */
public final class RecipeStruct {

    private RecipeStruct() {}

    /** All of a recipe. */
    public static Struct of(Recipe recipe) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(new Gson().toJson(RecipeWriter.tree(recipe)), struct);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a recipe is plain JSON", e);
        }
        return struct.build();
    }
}
