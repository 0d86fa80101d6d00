package io.resforge.training.tuning;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.DatasetOutline;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.Recipe;
import java.nio.file.Path;

/** Whether a recipe can be trained on a data set, as far as that is known without reading images; checked before a run is accepted. */
public final class RecipeFit {

    private RecipeFit() {}

    /**
     * Checks.
     *
     * @throws InvalidDataset if the folder holds no data set, is plainly damaged, or has fewer images than the recipe asks for
     * @throws IllegalArgumentException if the network cannot be trained on such images, has not the layers that are to be frozen, or a
     *     step of augmentation does not fit the images
     */
    public static void check(Recipe recipe, Path folder) {
        DatasetOutline outline = Dataset.outline(folder);
        ImageShape shape = recipe.image().orElse(outline.shape());
        recipe.arch().requireTrainable(shape, outline.classes());
        Preparation.requireFits(recipe.augment(), shape);
        new Frozen(ParameterLayout.of(recipe.arch().graph(shape, outline.classes())), recipe.freeze());
        if (recipe.trainImages() > 0) {
            outline.requireSubset(recipe.trainImages());
        }
    }
}
