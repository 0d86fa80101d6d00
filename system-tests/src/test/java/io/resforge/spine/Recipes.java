package io.resforge.spine;

import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.v1.RunSpec;
import java.nio.file.Path;

/** How these tests train. */
final class Recipes {

    private Recipes() {}

    /** A run of a few seconds. */
    static RunSpec quick(Path dataset) {
        return epochs(dataset, 2);
    }

    /** A run of a few seconds with randomness of its own. */
    static RunSpec seeded(Path dataset, int seed) {
        return spec(dataset, "{arch: resnet8-v1, batch_size: 32, epochs: 2, seed: " + seed + "}");
    }

    /** A run that goes on from a version. */
    static RunSpec from(Path dataset, String version) {
        return spec(dataset, "{arch: resnet8-v1, batch_size: 32, epochs: 2, lr: 0.03}").toBuilder()
                .setFromVersion(version)
                .build();
    }

    /** A run that will not end by itself while a test lasts. */
    static RunSpec endless(Path dataset) {
        return epochs(dataset, 10_000);
    }

    /** A ResNet-8 for so many epochs. */
    static RunSpec epochs(Path dataset, int epochs) {
        return spec(dataset, "{arch: resnet8-v1, batch_size: 32, epochs: " + epochs + "}");
    }

    private static RunSpec spec(Path dataset, String recipe) {
        return RunSpec.newBuilder()
                .setDataset(dataset.toString())
                .setRecipe(RecipeStruct.of(RecipeReader.yaml(recipe)))
                .build();
    }
}
