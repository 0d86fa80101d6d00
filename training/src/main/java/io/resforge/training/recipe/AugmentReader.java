package io.resforge.training.recipe;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.AlternatingFlip;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.BrightnessContrast;
import io.resforge.training.augment.ChannelShift;
import io.resforge.training.augment.Cutout;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.augment.Rotation;
import io.resforge.training.augment.Shift;
import io.resforge.training.recipe.RecipeFields.AllowedWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reads the list of augmentations. */
final class AugmentReader {

    static final List<String> KINDS = List.of(
            "pad_crop",
            "shift",
            "flip",
            "alternating_flip",
            "rotation",
            "channel_shift",
            "brightness_contrast",
            "cutout",
            "mixup");

    private AugmentReader() {}

    /** A list, one step, or {@value RecipeFields#NONE}; empty if it is not given. */
    static Optional<List<Augmentation>> read(RecipeFields recipe) {
        return recipe.given("augment").map(value -> steps(recipe.path("augment"), value));
    }

    private static List<Augmentation> steps(String path, Object value) {
        List<?> steps = value.equals(RecipeFields.NONE) ? List.of() : Values.list(value);
        return IntStream.range(0, steps.size())
                .mapToObj(i -> step(at(path, i), steps.get(i)))
                .toList();
    }

    private static String at(String path, int index) {
        return path + "[" + index + "]";
    }

    /** Refuses a step that is too large for these images. */
    static void requireFits(String path, List<Augmentation> steps, ImageShape shape) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof ImageAugmentation step) {
                located(at(path, i), () -> {
                    step.requireFits(shape);
                    return step;
                });
            }
        }
    }

    private static Augmentation step(String path, Object value) {
        RecipeFields fields =
                switch (value) {
                    case String kind -> new RecipeFields(path, Map.of("kind", kind));
                    case Map<?, ?> map -> new RecipeFields(path, map);
                    case null, default -> throw Values.wrong(path, "a word such as flip or a group of keys", value);
                };
        String kind = fields.text("kind")
                .orElseThrow(() ->
                        new InvalidRecipe(path, path + " needs a kind, which is one of " + AllowedWords.oneOf(KINDS)));
        Augmentation step = located(path, () -> step(kind, fields));
        fields.refuseOthers();
        return step;
    }

    private static Augmentation step(String kind, RecipeFields fields) {
        return switch (kind) {
            case "pad_crop" ->
                new PadCrop(fields.whole("padding", 4), AllowedWords.choice(fields, "border", PadCrop.Border.ZEROS));
            case "shift" -> new Shift(fields.number("share", 0.1));
            case "flip" -> new Flip();
            case "alternating_flip" -> new AlternatingFlip();
            case "rotation" -> new Rotation(fields.number("degrees", 15));
            case "channel_shift" -> new ChannelShift(fields.number("amount", 0.1));
            case "brightness_contrast" ->
                new BrightnessContrast(fields.number("brightness", 0.2), fields.number("contrast", 0.2));
            case "cutout" -> new Cutout(fields.whole("side", 8));
            case "mixup" -> new Mixup(fields.number("alpha", 0.2));
            default -> throw AllowedWords.unknown(fields.path(), KINDS, kind);
        };
    }

    /** Augmentations name the parameter that is out of its range, but not where it stands. */
    private static Augmentation located(String path, Supplier<Augmentation> making) {
        try {
            return making.get();
        } catch (InvalidRecipe e) {
            throw e;
        } catch (IllegalArgumentException e) {
            String parameter = e.getMessage().split(" ", 2)[0];
            throw new InvalidRecipe(path + "." + parameter, path + "." + e.getMessage());
        }
    }
}
