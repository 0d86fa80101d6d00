package io.resforge.training.recipe;

import io.resforge.training.recipe.ScheduleSpec.Constant;
import io.resforge.training.recipe.ScheduleSpec.Cosine;
import io.resforge.training.recipe.ScheduleSpec.InverseTime;
import io.resforge.training.recipe.ScheduleSpec.MultiStep;
import io.resforge.training.recipe.ScheduleSpec.OneCycle;
import io.resforge.training.recipe.ScheduleSpec.Polynomial;
import io.resforge.training.recipe.ScheduleSpec.Step;
import io.resforge.training.recipe.ScheduleSpec.Table;
import java.util.List;
import java.util.stream.DoubleStream;

/** Reads a schedule; what is left open suits the number of epochs. */
final class ScheduleReader {

    static final List<String> KINDS =
            List.of("constant", "step", "multi_step", "table", "cosine", "one_cycle", "polynomial", "inverse_time");

    private ScheduleReader() {}

    /** @param epochs of the run, at least 1 */
    static ScheduleSpec read(RecipeFields recipe, int epochs) {
        RecipeFields fields = recipe.group("schedule", "a word such as cosine or a group of keys");
        ScheduleSpec schedule = schedule(fields, epochs);
        fields.refuseOthers();
        return schedule;
    }

    static WarmupSpec warmup(RecipeFields recipe, WarmupSpec usual) {
        RecipeFields fields = recipe.group("warmup", "a number of epochs or a group of keys");
        WarmupSpec warmup =
                new WarmupSpec(fields.number("epochs", usual.epochs()), fields.number("start", usual.start()));
        fields.refuseOthers();
        return warmup;
    }

    private static ScheduleSpec schedule(RecipeFields fields, int epochs) {
        String kind = fields.text("kind").orElse("cosine");
        return switch (kind) {
            case "constant" -> new Constant();
            case "step" -> new Step(fields.number("every", epochs / 3.0), fields.number("factor", 0.1));
            case "multi_step" ->
                new MultiStep(fields.numbers("milestones", shares(epochs, 0.5, 0.75)), fields.number("factor", 0.1));
            case "table" -> table(fields, epochs);
            case "cosine" -> new Cosine(fields.number("floor", 0));
            case "one_cycle" ->
                // The rest is as in PyTorch's OneCycleLR: from 1/25 of the peak, to 1/10000 of that.
                new OneCycle(fields.number("rise", 0.3), fields.number("start", 0.04), fields.number("end", 0.000004));
            case "polynomial" -> new Polynomial(fields.number("power", 1));
            // Ends at a tenth of the peak.
            case "inverse_time" -> new InverseTime(fields.number("rate", 9.0 / epochs));
            default -> throw AllowedWords.unknown(fields.path(), KINDS, kind);
        };
    }

    /**
     * By default the Keras example's, which is made for 200 epochs, over as many as there are. It counts epochs from 0 and drops the rate
     * when the number is greater than 80, so one epoch after 40% of them.
     */
    private static Table table(RecipeFields fields, int epochs) {
        return new Table(
                fields.numbers(
                        "milestones",
                        shares(epochs, 0.4, 0.6, 0.8, 0.9).stream()
                                .map(share -> share + 1)
                                .toList()),
                fields.numbers("factors", List.of(0.1, 0.01, 0.001, 0.0005)));
    }

    private static List<Double> shares(int epochs, double... shares) {
        return DoubleStream.of(shares).map(share -> share * epochs).boxed().toList();
    }
}
