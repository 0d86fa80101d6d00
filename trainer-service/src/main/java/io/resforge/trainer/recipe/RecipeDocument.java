package io.resforge.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Precision;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.ScheduleSpec;
import java.util.Map;

/**
 * A recipe as it is stored: what {@link Recipe} holds, with the precision as it was asked for, since only the machine that trains
 * knows what {@code auto} means.
 */
public record RecipeDocument(
        String architecture,
        int epochs,
        int batchSize,
        OptimizerSpec optimizer,
        ScheduleSpec schedule,
        double weightDecay,
        double labelSmoothing,
        boolean augment,
        PrecisionChoice precision,
        long seed) {

    /** @throws IllegalArgumentException if it is no valid recipe; the message says why */
    public RecipeDocument {
        new Recipe(
                Architecture.parse(architecture),
                epochs,
                batchSize,
                optimizer,
                schedule,
                weightDecay,
                labelSmoothing,
                augment,
                Precision.FP32,
                seed);
    }

    /** The document of a recipe. */
    public static RecipeDocument of(Recipe recipe) {
        return new RecipeDocument(
                recipe.architecture().name(),
                recipe.epochs(),
                recipe.batchSize(),
                recipe.optimizer(),
                recipe.schedule(),
                recipe.weightDecay(),
                recipe.labelSmoothing(),
                recipe.augment(),
                PrecisionChoice.of(recipe.precision()),
                recipe.seed());
    }

    /**
     * Reads a document from JSON.
     *
     * @throws IllegalArgumentException if it is no valid recipe; the message says why
     */
    public static RecipeDocument of(Map<String, Object> json) {
        return RecipeJson.read(json);
    }

    /** The document as JSON. */
    public Map<String, Object> json() {
        return RecipeJson.write(this);
    }

    /**
     * The recipe on this machine.
     *
     * @throws IllegalArgumentException if this machine's processor lacks the precision
     */
    @JsonIgnore
    public Recipe here() {
        return new Recipe(
                Architecture.parse(architecture),
                epochs,
                batchSize,
                optimizer,
                schedule,
                weightDecay,
                labelSmoothing,
                augment,
                precision.here(),
                seed);
    }
}
