package io.resforge.training;

import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import java.util.HashMap;
import java.util.Map;

/** Recipes for small networks. */
public final class TestRecipes {

    private TestRecipes() {}

    /** ResNet-8 in fp32 with batches of 32, but for these keys and values in turn. */
    public static Recipe resnet8(Object... keysAndValues) {
        return of(Map.of("arch", "resnet8-v1", "batch_size", 32, "precision", "fp32"), keysAndValues);
    }

    /** A network for images of 8×8 pixels, in fp32 with batches of 8, but for these keys and values in turn. */
    public static Recipe tiny(Object... keysAndValues) {
        return of(
                Map.of("arch", "resnet-v1:blocks=1-1,channels=4-8", "batch_size", 8, "precision", "fp32"),
                keysAndValues);
    }

    private static Recipe of(Map<String, Object> base, Object... keysAndValues) {
        Map<String, Object> tree = new HashMap<>(base);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            tree.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return RecipeReader.tree(tree);
    }
}
