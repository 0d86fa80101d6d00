package io.resforge.training.recipe;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.AlternatingFlip;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.augment.BrightnessContrast;
import io.resforge.training.augment.ChannelShift;
import io.resforge.training.augment.Cutout;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.augment.Rotation;
import io.resforge.training.augment.Shift;
import io.resforge.training.recipe.Recipe.EarlyStoppingSpec;
import io.resforge.training.recipe.Recipe.LookaheadSpec;
import io.resforge.training.recipe.Recipe.PlateauSpec;
import io.resforge.training.recipe.RecipeFields.AllowedWords;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes recipes with every value, in the order of the record, as {@link RecipeReader} reads them. */
public final class RecipeWriter {

    private RecipeWriter() {}

    /** The recipe as JSON-like maps, lists and values. */
    public static Map<String, Object> tree(Recipe recipe) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("arch", recipe.arch().name());
        tree.put("dropout", recipe.dropout());
        tree.put("image", recipe.image().map(RecipeWriter::image).orElse(NetworkReader.ANY_IMAGE));
        tree.put("train_images", recipe.trainImages());
        tree.put("normalisation", AllowedWords.word(recipe.normalisation()));
        tree.put(
                "augment",
                recipe.augment().stream().map(KindWriter::augmentation).toList());
        tree.put("epochs", recipe.epochs());
        tree.put("batch_size", recipe.batchSize());
        tree.put("accumulate", recipe.accumulate());
        tree.put("optimizer", KindWriter.optimizer(recipe.optimizer()));
        tree.put("lr", recipe.lr());
        tree.put("schedule", KindWriter.schedule(recipe.schedule()));
        tree.put("warmup", warmup(recipe.warmup()));
        tree.put("plateau", recipe.plateau().<Object>map(RecipeWriter::plateau).orElse(RecipeFields.NONE));
        tree.put("rate_factors", rateFactors(recipe.rateFactors()));
        tree.put("weight_decay", recipe.weightDecay());
        tree.put("decoupled_decay", recipe.decoupledDecay());
        tree.put("dense_decay", recipe.denseDecay());
        tree.put("bias_decay", recipe.biasDecay());
        tree.put("label_smoothing", recipe.labelSmoothing());
        tree.put("clip_norm", recipe.clipNorm());
        tree.put("ema", recipe.ema());
        tree.put(
                "lookahead",
                recipe.lookahead().<Object>map(RecipeWriter::lookahead).orElse(RecipeFields.NONE));
        tree.put(
                "early_stopping",
                recipe.earlyStopping().<Object>map(RecipeWriter::earlyStopping).orElse(RecipeFields.NONE));
        tree.put("flip_averaging", recipe.flipAveraging());
        tree.put("six_views", recipe.sixViews());
        tree.put("freeze", recipe.freeze());
        tree.put("precision", AllowedWords.word(recipe.precision()));
        tree.put("seed", recipe.seed());
        return tree;
    }

    /** The recipe as YAML text. */
    public static String yaml(Recipe recipe) {
        return Yaml.write(tree(recipe));
    }

    private static String image(ImageShape shape) {
        return shape.height() + "x" + shape.width() + "x" + shape.channels();
    }

    private static Map<String, Object> warmup(WarmupSpec warmup) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("epochs", warmup.epochs());
        group.put("start", warmup.start());
        return group;
    }

    private static Map<String, Object> rateFactors(RateFactors factors) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("kernels", factors.kernels());
        group.put("head", factors.head());
        group.put("norm_scale", factors.normScale());
        group.put("norm_bias", factors.normBias());
        group.put("bias", factors.bias());
        return group;
    }

    private static Map<String, Object> lookahead(LookaheadSpec lookahead) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("every", lookahead.every());
        group.put("decay", lookahead.decay());
        group.put("power", lookahead.power());
        return group;
    }

    private static Map<String, Object> plateau(PlateauSpec plateau) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("monitor", AllowedWords.word(plateau.monitor()));
        group.put("factor", plateau.factor());
        group.put("patience", plateau.patience());
        group.put("cooldown", plateau.cooldown());
        group.put("floor", plateau.floor());
        group.put("min_delta", plateau.minDelta());
        return group;
    }

    private static Map<String, Object> earlyStopping(EarlyStoppingSpec stopping) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("monitor", AllowedWords.word(stopping.monitor()));
        group.put("patience", stopping.patience());
        group.put("min_delta", stopping.minDelta());
        return group;
    }

    /** Writes the alternatives, each as a group of keys with its kind first. */
    static final class KindWriter {

        private KindWriter() {}

        static Map<String, Object> optimizer(OptimizerSpec optimizer) {
            return switch (optimizer) {
                case OptimizerSpec.Sgd(double momentum, boolean nesterov) ->
                    group("sgd", "momentum", momentum, "nesterov", nesterov);
                case OptimizerSpec.Adam(double beta1, double beta2, double epsilon) ->
                    group("adam", "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
                case OptimizerSpec.AdamW(double beta1, double beta2, double epsilon) ->
                    group("adamw", "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
                case OptimizerSpec.RmsProp(double alpha, double epsilon, double momentum) ->
                    group("rmsprop", "alpha", alpha, "epsilon", epsilon, "momentum", momentum);
                case OptimizerSpec.Adagrad(double initial, double epsilon) ->
                    group("adagrad", "initial", initial, "epsilon", epsilon);
            };
        }

        static Map<String, Object> schedule(ScheduleSpec schedule) {
            return switch (schedule) {
                case ScheduleSpec.Constant() -> group("constant");
                case ScheduleSpec.Step(double every, double factor) -> group("step", "every", every, "factor", factor);
                case ScheduleSpec.MultiStep(List<Double> milestones, double factor) ->
                    group("multi_step", "milestones", milestones, "factor", factor);
                case ScheduleSpec.Table(List<Double> milestones, List<Double> factors) ->
                    group("table", "milestones", milestones, "factors", factors);
                case ScheduleSpec.Cosine(double floor) -> group("cosine", "floor", floor);
                case ScheduleSpec.OneCycle(double rise, double start, double end) ->
                    group("one_cycle", "rise", rise, "start", start, "end", end);
                case ScheduleSpec.Triangle(double rise, double start, double end) ->
                    group("triangle", "rise", rise, "start", start, "end", end);
                case ScheduleSpec.Polynomial(double power) -> group("polynomial", "power", power);
                case ScheduleSpec.InverseTime(double rate) -> group("inverse_time", "rate", rate);
            };
        }

        static Map<String, Object> augmentation(Augmentation step) {
            return switch (step) {
                case PadCrop(int padding, PadCrop.Border border) ->
                    group("pad_crop", "padding", padding, "border", AllowedWords.word(border));
                case Shift(double share) -> group("shift", "share", share);
                case Flip() -> group("flip");
                case AlternatingFlip() -> group("alternating_flip");
                case Rotation(double degrees) -> group("rotation", "degrees", degrees);
                case ChannelShift(double amount) -> group("channel_shift", "amount", amount);
                case BrightnessContrast(double brightness, double contrast) ->
                    group("brightness_contrast", "brightness", brightness, "contrast", contrast);
                case Cutout(int side) -> group("cutout", "side", side);
                case Mixup(double alpha) -> group("mixup", "alpha", alpha);
            };
        }

        private static Map<String, Object> group(String kind, Object... keysAndValues) {
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("kind", kind);
            for (int i = 0; i < keysAndValues.length; i += 2) {
                group.put((String) keysAndValues[i], keysAndValues[i + 1]);
            }
            return group;
        }
    }
}
