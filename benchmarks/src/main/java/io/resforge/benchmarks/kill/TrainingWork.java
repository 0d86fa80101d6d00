package io.resforge.benchmarks.kill;

import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.v1.RunSpec;
import java.nio.file.Path;

/** What is trained. Two runs of one number must give the same weights, bit by bit, however often they were interrupted. */
final class TrainingWork {

    private static final int EPOCHS = 4;

    private TrainingWork() {}

    static RunSpec of(Path images, int number) {
        String recipe = "{arch: resnet8-v1, batch_size: 32, epochs: " + EPOCHS + ", seed: " + number + "}";
        return RunSpec.newBuilder()
                .setDataset(images.toString())
                .setRecipe(RecipeStruct.of(RecipeReader.yaml(recipe)))
                .build();
    }
}
