package io.resforge.training.recipe;

import io.resforge.neuralnet.image.ImageShape;
import java.util.LinkedHashMap;
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
        tree.put("weight_decay", recipe.weightDecay());
        tree.put("decoupled_decay", recipe.decoupledDecay());
        tree.put("dense_decay", recipe.denseDecay());
        tree.put("label_smoothing", recipe.labelSmoothing());
        tree.put("clip_norm", recipe.clipNorm());
        tree.put("ema", recipe.ema());
        tree.put(
                "early_stopping",
                recipe.earlyStopping().<Object>map(RecipeWriter::earlyStopping).orElse(RecipeFields.NONE));
        tree.put("flip_averaging", recipe.flipAveraging());
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
}
