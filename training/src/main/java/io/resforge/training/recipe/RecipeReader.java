package io.resforge.training.recipe;

import java.util.Map;
import java.util.Optional;

/**
 * Reads recipes, and fills in what is left open. Every refusal is an {@link InvalidRecipe} that names the key, what was wrong and what
 * is allowed. {@code recipes/README.md} lists the keys.
 */
public final class RecipeReader {

    private RecipeReader() {}

    /** Reads a recipe's YAML text. */
    public static Recipe yaml(String text) {
        return tree(RecipeTree.yaml(text));
    }

    /** Reads a recipe from JSON-like maps, lists and values, as {@link RecipeWriter#tree} writes it. */
    public static Recipe tree(Map<String, Object> values) {
        return tree(new RecipeTree(values));
    }

    /** Reads a recipe with what it inherits from its base. */
    public static Recipe tree(RecipeTree tree) {
        RecipeFields fields = new RecipeFields("", NamedRecipes.inherited(tree).values());
        Recipe recipe = recipe(fields, Defaults.recipe());
        NamedRecipe.skip(fields);
        fields.refuseOthers();
        return NetworkReader.fitting(recipe);
    }

    private static Recipe recipe(RecipeFields fields, Recipe usual) {
        int epochs = fields.whole("epochs", usual.epochs());
        // A schedule is made for the epochs: a number of them that is out of range is not to be blamed on it.
        Recipe.between(1, Recipe.MAX_EPOCHS, "epochs", epochs);
        OptimizerSpec optimizer = OptimizerReader.read(fields);
        ScheduleSpec schedule = ScheduleReader.read(fields, epochs);
        return new Recipe(
                NetworkReader.architecture(fields).orElse(usual.arch()),
                fields.number("dropout", usual.dropout()),
                NetworkReader.image(fields),
                fields.whole("train_images", usual.trainImages()),
                AllowedWords.choice(fields, "normalisation", usual.normalisation()),
                AugmentReader.read(fields).orElse(usual.augment()),
                epochs,
                fields.whole("batch_size", usual.batchSize()),
                fields.whole("accumulate", usual.accumulate()),
                optimizer,
                fields.number("lr", Defaults.lr(optimizer)),
                schedule,
                ScheduleReader.warmup(fields, Defaults.warmup(schedule, epochs)),
                MonitorReader.plateau(fields),
                fields.number("weight_decay", usual.weightDecay()),
                fields.flag("decoupled_decay", optimizer instanceof OptimizerSpec.AdamW),
                fields.flag("dense_decay", usual.denseDecay()),
                fields.number("label_smoothing", usual.labelSmoothing()),
                fields.number("clip_norm", usual.clipNorm()),
                fields.number("ema", usual.ema()),
                MonitorReader.earlyStopping(fields),
                fields.flag("flip_averaging", usual.flipAveraging()),
                fields.texts("freeze", usual.freeze()),
                AllowedWords.choice(fields, "precision", usual.precision()),
                fields.wholeLong("seed", usual.seed()));
    }

    /** Reads what watches over the held-out images. */
    static final class MonitorReader {

        private MonitorReader() {}

        static Optional<PlateauSpec> plateau(RecipeFields recipe) {
            return recipe.optionalGroup("plateau").map(fields -> {
                PlateauSpec plateau = new PlateauSpec(
                        AllowedWords.choice(fields, "monitor", Monitor.LOSS),
                        fields.number("factor", 0.1),
                        fields.whole("patience", 10),
                        fields.whole("cooldown", 0),
                        fields.number("floor", 0),
                        fields.number("min_delta", 1e-4));
                fields.refuseOthers();
                return plateau;
            });
        }

        static Optional<EarlyStoppingSpec> earlyStopping(RecipeFields recipe) {
            return recipe.optionalGroup("early_stopping").map(fields -> {
                EarlyStoppingSpec stopping = new EarlyStoppingSpec(
                        AllowedWords.choice(fields, "monitor", Monitor.ACCURACY),
                        fields.whole("patience", 10),
                        fields.number("min_delta", 0));
                fields.refuseOthers();
                return stopping;
            });
        }
    }
}
