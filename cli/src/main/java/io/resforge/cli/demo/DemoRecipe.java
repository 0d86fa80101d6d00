package io.resforge.cli.demo;

import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.v1.RunSpec;
import java.nio.file.Path;

/** How the demo trains: all its numbers. */
final class DemoRecipe {

    /** Below this share of held-out images, chance being a tenth, something is wrong. */
    static final double WORST_ACCURACY = 0.3;

    private static final String FIRST = """
            arch: resnet20-v1
            epochs: 10
            batch_size: 64
            lr: 0.2
            label_smoothing: 0.1
            """;

    private static final String FURTHER = """
            arch: resnet20-v1
            epochs: 4
            batch_size: 64
            lr: 0.05
            warmup: 0.5
            label_smoothing: 0.1
            """;

    private DemoRecipe() {}

    /** From fresh weights. */
    static RunSpec first(Path dataset) {
        return spec(dataset, FIRST).build();
    }

    /** On from a version. */
    static RunSpec further(Path dataset, String version) {
        return spec(dataset, FURTHER).setFromVersion(version).build();
    }

    private static RunSpec.Builder spec(Path dataset, String recipe) {
        return RunSpec.newBuilder()
                .setDataset(dataset.toString())
                .setRecipe(RecipeStruct.of(RecipeReader.yaml(recipe)));
    }
}
