package io.resforge.training.recipe;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the network and what it takes. */
final class NetworkReader {

    /** Stands for the shape that the data set has. */
    static final String ANY_IMAGE = "auto";

    private static final Pattern IMAGE = Pattern.compile("(\\d{1,4})x(\\d{1,4})x(\\d{1,4})");

    /** A recipe knows no data set; what two classes do not allow, more do not. */
    private static final int FEWEST_CLASSES = 2;

    private NetworkReader() {}

    static Optional<Architecture> architecture(RecipeFields fields) {
        Optional<String> name = fields.text("arch");
        try {
            return name.map(Architecture::parse);
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipe("arch", e.getMessage());
        }
    }

    static Optional<ImageShape> image(RecipeFields fields) {
        return fields.text("image").filter(text -> !text.equals(ANY_IMAGE)).map(NetworkReader::shape);
    }

    private static ImageShape shape(String text) {
        Matcher matcher = IMAGE.matcher(text);
        if (!matcher.matches()) {
            throw Values.wrong("image", "height x width x channels, such as 32x32x3, or " + ANY_IMAGE, text);
        }
        try {
            return new ImageShape(number(matcher, 3), number(matcher, 1), number(matcher, 2));
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipe("image", e.getMessage());
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** Checks that the network and the augmentation fit the recipe's images, where it says which those are. */
    static Recipe fitting(Recipe recipe) {
        recipe.image().ifPresent(shape -> {
            try {
                recipe.arch().requireTrainable(shape, FEWEST_CLASSES);
            } catch (IllegalArgumentException e) {
                throw new InvalidRecipe("image", e.getMessage());
            }
            AugmentReader.requireFits("augment", recipe.augment(), shape);
        });
        return recipe;
    }
}
