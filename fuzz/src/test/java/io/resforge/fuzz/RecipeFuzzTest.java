package io.resforge.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.recipe.sweep.SweepReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What people write, and callers send. */
class RecipeFuzzTest {

    /** YAML takes memory for each of its marks. */
    private static long ofYaml(byte[] input) {
        return (8 << 20) + 2_000L * input.length;
    }

    @FuzzTest
    void recipe(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        FuzzBounds.hold(
                ofYaml(input),
                () -> {
                    Recipe recipe = RecipeReader.yaml(text);
                    assertThat(RecipeReader.tree(new RecipeTree(RecipeWriter.tree(recipe))))
                            .isEqualTo(recipe);
                },
                InvalidRecipe.class);
    }

    @FuzzTest
    void sweep(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        // A thousand members, each of which is made into a recipe.
        FuzzBounds.hold(ofYaml(input) + (256 << 20), () -> SweepReader.yaml(text, List.of()), InvalidRecipe.class);
    }

    /** What stands behind {@code --set}. */
    @FuzzTest
    void setting(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        FuzzBounds.hold(
                ofYaml(input), () -> RecipeReader.tree(new RecipeTree(Map.of()).set(text)), InvalidRecipe.class);
    }
}
