package io.resforge.cli.recipe;

import io.resforge.neuralnet.image.ImageShape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an image's shape such as {@code 32x32x3}. */
final class ShapeWord implements ITypeConverter<ImageShape> {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})x(\\d{1,4})x(\\d{1,4})");

    @Override
    public ImageShape convert(String word) {
        Matcher sides = SHAPE.matcher(word);
        if (!sides.matches()) {
            throw new TypeConversionException(
                    "must be height x width x channels, such as 32x32x3 or 28x28x1, was '" + word + "'");
        }
        try {
            return new ImageShape(side(sides, 3), side(sides, 1), side(sides, 2));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("cannot be '" + word + "': " + e.getMessage());
        }
    }

    private static int side(Matcher sides, int group) {
        return Integer.parseInt(sides.group(group));
    }
}
