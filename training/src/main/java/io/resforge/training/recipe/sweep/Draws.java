package io.resforge.training.recipe.sweep;

import io.resforge.training.augment.Seeds;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeFields;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Draws the values of a random sweep. A value depends on the seed, the trial and its key only: more trials or more keys change nothing
 * of those that are there.
 */
final class Draws {

    private static final String KINDS = "one of uniform, log_uniform, choice";

    /** Digits that are worth naming. */
    private static final MathContext ROUNDING = new MathContext(4);

    private final RecipeFields keys;
    private final long seed;

    /** @param keys what is drawn for each */
    Draws(RecipeFields keys, long seed) {
        this.keys = keys;
        this.seed = seed;
    }

    /** The values of one trial. */
    Map<String, Object> trial(int trial) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String key : keys.keys()) {
            SplittableRandom random = Seeds.generator(seed, "sweep " + key, trial);
            values.put(key, value(keys.group(key, "a group with " + KINDS), random));
        }
        return values;
    }

    private static Object value(RecipeFields range, SplittableRandom random) {
        Optional<Object> uniform = range.given("uniform");
        Optional<Object> logUniform = range.given("log_uniform");
        Optional<Object> choice = range.given("choice");
        range.refuseOthers();
        if (Stream.of(uniform, logUniform, choice).filter(Optional::isPresent).count() != 1) {
            throw new InvalidRecipe(range.path(), range.path() + " must have " + KINDS);
        }
        if (uniform.isPresent()) {
            List<Double> ends = ends(range, "uniform", Double.NEGATIVE_INFINITY);
            return rounded(ends.get(0) + random.nextDouble() * (ends.get(1) - ends.get(0)));
        }
        if (logUniform.isPresent()) {
            List<Double> ends = ends(range, "log_uniform", 0);
            return rounded(ends.get(0) * Math.pow(ends.get(1) / ends.get(0), random.nextDouble()));
        }
        List<?> choices = range.list("choice");
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<Double> ends(RecipeFields range, String kind, double above) {
        List<Double> ends = range.numbers(kind, List.of());
        if (ends.size() != 2
                || !(ends.get(0) > above && ends.get(0) < ends.get(1))
                || ends.get(1).isInfinite()) {
            String allowed = above == 0 ? "two rising numbers above 0" : "two rising numbers";
            throw new InvalidRecipe(range.path(kind), range.path(kind) + " must be " + allowed + ", was " + ends);
        }
        return ends;
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(ROUNDING).doubleValue();
    }
}
