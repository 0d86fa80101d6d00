package io.resforge.training.recipe;

import io.resforge.training.recipe.NamedRecipes.NamedRecipe;
import io.resforge.training.recipe.OptimizerSpec.Adagrad;
import io.resforge.training.recipe.OptimizerSpec.Adam;
import io.resforge.training.recipe.OptimizerSpec.AdamW;
import io.resforge.training.recipe.OptimizerSpec.RmsProp;
import io.resforge.training.recipe.OptimizerSpec.Sgd;
import io.resforge.training.recipe.Recipe.EarlyStoppingSpec;
import io.resforge.training.recipe.Recipe.LookaheadSpec;
import io.resforge.training.recipe.Recipe.Monitor;
import io.resforge.training.recipe.Recipe.PlateauSpec;
import io.resforge.training.recipe.RecipeFields.AllowedWords;
import io.resforge.training.recipe.ScheduleSpec.Constant;
import io.resforge.training.recipe.ScheduleSpec.Cosine;
import io.resforge.training.recipe.ScheduleSpec.InverseTime;
import io.resforge.training.recipe.ScheduleSpec.MultiStep;
import io.resforge.training.recipe.ScheduleSpec.OneCycle;
import io.resforge.training.recipe.ScheduleSpec.Polynomial;
import io.resforge.training.recipe.ScheduleSpec.Step;
import io.resforge.training.recipe.ScheduleSpec.Table;
import io.resforge.training.recipe.ScheduleSpec.Triangle;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

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
                RatesReader.factors(fields),
                fields.number("weight_decay", usual.weightDecay()),
                fields.flag("decoupled_decay", optimizer instanceof OptimizerSpec.AdamW),
                fields.flag("dense_decay", usual.denseDecay()),
                fields.flag("bias_decay", usual.biasDecay()),
                fields.number("label_smoothing", usual.labelSmoothing()),
                fields.number("clip_norm", usual.clipNorm()),
                fields.number("ema", usual.ema()),
                RatesReader.lookahead(fields),
                MonitorReader.earlyStopping(fields),
                fields.flag("flip_averaging", usual.flipAveraging()),
                fields.flag("six_views", usual.sixViews()),
                fields.texts("freeze", usual.freeze()),
                AllowedWords.choice(fields, "precision", usual.precision()),
                fields.wholeLong("seed", usual.seed()));
    }

    /** Reads what groups of parameters have of their own, and what follows the weights. */
    static final class RatesReader {

        private RatesReader() {}

        static RateFactors factors(RecipeFields recipe) {
            RecipeFields fields = recipe.group("rate_factors", "a group of keys");
            RateFactors factors = new RateFactors(
                    fields.number("kernels", 1),
                    fields.number("head", 1),
                    fields.number("norm_scale", 1),
                    fields.number("norm_bias", 1),
                    fields.number("bias", 1));
            fields.refuseOthers();
            return factors;
        }

        /** By default that of airbench94. */
        static Optional<LookaheadSpec> lookahead(RecipeFields recipe) {
            return recipe.optionalGroup("lookahead").map(fields -> {
                LookaheadSpec lookahead = new LookaheadSpec(
                        fields.whole("every", 5), fields.number("decay", 0.95), fields.number("power", 3));
                fields.refuseOthers();
                return lookahead;
            });
        }
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

    /** Reads an optimizer; what is left open is as in PyTorch, but for SGD's momentum. */
    static final class OptimizerReader {

        static final List<String> KINDS = List.of("sgd", "adam", "adamw", "rmsprop", "adagrad");

        private OptimizerReader() {}

        static OptimizerSpec read(RecipeFields recipe) {
            RecipeFields fields = recipe.group("optimizer", "a word such as adam or a group of keys");
            OptimizerSpec optimizer = optimizer(fields);
            fields.refuseOthers();
            return optimizer;
        }

        private static OptimizerSpec optimizer(RecipeFields fields) {
            String kind = fields.text("kind").orElse("sgd");
            return switch (kind) {
                case "sgd" -> sgd(fields, Defaults.sgd());
                case "adam" -> new Adam(beta1(fields), beta2(fields), fields.number("epsilon", 1e-8));
                case "adamw" -> new AdamW(beta1(fields), beta2(fields), fields.number("epsilon", 1e-8));
                case "rmsprop" ->
                    new RmsProp(
                            fields.number("alpha", 0.99), fields.number("epsilon", 1e-8), fields.number("momentum", 0));
                case "adagrad" -> new Adagrad(fields.number("initial", 0), fields.number("epsilon", 1e-10));
                default -> throw AllowedWords.unknown(fields.path(), KINDS, kind);
            };
        }

        private static Sgd sgd(RecipeFields fields, Sgd usual) {
            double momentum = fields.number("momentum", usual.momentum());
            return new Sgd(momentum, fields.flag("nesterov", usual.nesterov() && momentum > 0));
        }

        private static double beta1(RecipeFields fields) {
            return fields.number("beta1", 0.9);
        }

        private static double beta2(RecipeFields fields) {
            return fields.number("beta2", 0.999);
        }
    }

    /** Reads a schedule; what is left open suits the number of epochs. */
    static final class ScheduleReader {

        static final List<String> KINDS = List.of(
                "constant",
                "step",
                "multi_step",
                "table",
                "cosine",
                "one_cycle",
                "triangle",
                "polynomial",
                "inverse_time");

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
                    new MultiStep(
                            fields.numbers("milestones", shares(epochs, 0.5, 0.75)), fields.number("factor", 0.1));
                case "table" -> table(fields, epochs);
                case "cosine" -> new Cosine(fields.number("floor", 0));
                case "one_cycle" ->
                    // The rest is as in PyTorch's OneCycleLR: from 1/25 of the peak, to 1/10000 of that.
                    new OneCycle(
                            fields.number("rise", 0.3), fields.number("start", 0.04), fields.number("end", 0.000004));
                // airbench94's.
                case "triangle" ->
                    new Triangle(fields.number("rise", 0.23), fields.number("start", 0.2), fields.number("end", 0.07));
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
}
