package io.resforge.training.recipe;

import java.util.Optional;

/** Reads what watches over the held-out images. */
final class MonitorReader {

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
