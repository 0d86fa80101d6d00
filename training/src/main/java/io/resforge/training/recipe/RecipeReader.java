package io.resforge.training.recipe;

import io.resforge.network.image.ImageShape;
import io.resforge.network.resnet.Architecture;
import io.resforge.training.augment.Augmentation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads recipes, and fills in what is left open. Every refusal is an {@link InvalidRecipe} that names the key, what was wrong and what
 * is allowed. {@code recipes/README.md} lists the keys.
 */
public final class RecipeReader {

    /** Stands for the shape that the data set has. */
    static final String ANY_IMAGE = "auto";

    private static final Pattern IMAGE = Pattern.compile("(\\d{1,4})x(\\d{1,4})x(\\d{1,4})");

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
        Fields fields = new Fields("", NamedRecipes.inherited(tree).values());
        Recipe recipe = recipe(fields, Defaults.recipe());
        Published.of(fields);
        fields.text(NamedRecipe.ABOUT);
        fields.refuseOthers();
        return recipe;
    }

    private static Recipe recipe(Fields fields, Recipe usual) {
        Architecture architecture = architecture(fields).orElse(usual.arch());
        double dropout = fields.number("dropout", usual.dropout());
        Optional<ImageShape> image = image(fields);
        int trainImages = fields.whole("train_images", usual.trainImages());
        var normalisation = Words.choice(fields, "normalisation", usual.normalisation());
        List<Augmentation> augment = fields.given("augment")
                .map(it -> AugmentReader.read("augment", it))
                .orElse(usual.augment());
        int epochs = fields.whole("epochs", usual.epochs());
        // A schedule is made for the epochs: a number of them that is out of range is not to be blamed on it.
        Recipe.between(1, Recipe.MAX_EPOCHS, "epochs", epochs);
        int batchSize = fields.whole("batch_size", usual.batchSize());
        int accumulate = fields.whole("accumulate", usual.accumulate());
        OptimizerSpec optimizer =
                OptimizerReader.read(fields.group("optimizer", "a word such as adam or a group of keys"));
        double lr = fields.number("lr", Defaults.lr(optimizer));
        ScheduleSpec schedule =
                ScheduleReader.read(fields.group("schedule", "a word such as cosine or a group of keys"), epochs);
        return new Recipe(
                architecture,
                dropout,
                image,
                trainImages,
                normalisation,
                augment,
                epochs,
                batchSize,
                accumulate,
                optimizer,
                lr,
                schedule,
                warmup(fields, Defaults.warmup(schedule, epochs)),
                fields.optionalGroup("plateau").map(RecipeReader::plateau),
                fields.number("weight_decay", usual.weightDecay()),
                fields.flag("decoupled_decay", optimizer instanceof OptimizerSpec.AdamW),
                fields.number("label_smoothing", usual.labelSmoothing()),
                fields.number("clip_norm", usual.clipNorm()),
                fields.number("ema", usual.ema()),
                fields.optionalGroup("early_stopping").map(RecipeReader::earlyStopping),
                fields.flag("flip_averaging", usual.flipAveraging()),
                fields.texts("freeze", usual.freeze()),
                Words.choice(fields, "precision", usual.precision()),
                fields.wholeLong("seed", usual.seed()));
    }

    private static Optional<Architecture> architecture(Fields fields) {
        try {
            return fields.text("arch").map(Architecture::parse);
        } catch (InvalidRecipe e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipe("arch", e.getMessage());
        }
    }

    private static Optional<ImageShape> image(Fields fields) {
        Optional<String> text = fields.text("image").filter(it -> !it.equals(ANY_IMAGE));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = IMAGE.matcher(text.get());
        if (!matcher.matches()) {
            throw Values.wrong("image", "height x width x channels, such as 32x32x3, or " + ANY_IMAGE, text.get());
        }
        int height = Integer.parseInt(matcher.group(1));
        int width = Integer.parseInt(matcher.group(2));
        try {
            return Optional.of(new ImageShape(Integer.parseInt(matcher.group(3)), height, width));
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipe("image", e.getMessage());
        }
    }

    private static WarmupSpec warmup(Fields recipe, WarmupSpec usual) {
        Fields fields = recipe.group("warmup", "a number of epochs or a group of keys");
        WarmupSpec warmup =
                new WarmupSpec(fields.number("epochs", usual.epochs()), fields.number("start", usual.start()));
        fields.refuseOthers();
        return warmup;
    }

    private static PlateauSpec plateau(Fields fields) {
        PlateauSpec plateau = new PlateauSpec(
                Words.choice(fields, "monitor", Monitor.LOSS),
                fields.number("factor", 0.1),
                fields.whole("patience", 10),
                fields.whole("cooldown", 0),
                fields.number("floor", 0),
                fields.number("min_delta", 1e-4));
        fields.refuseOthers();
        return plateau;
    }

    private static EarlyStoppingSpec earlyStopping(Fields fields) {
        EarlyStoppingSpec stopping = new EarlyStoppingSpec(
                Words.choice(fields, "monitor", Monitor.ACCURACY),
                fields.whole("patience", 10),
                fields.number("min_delta", 0));
        fields.refuseOthers();
        return stopping;
    }
}
