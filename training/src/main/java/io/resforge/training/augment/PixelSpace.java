package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normaliser;
import java.util.ArrayList;
import java.util.List;

/**
 * What the numbers of a normalised image mean.
 *
 * @param shape {@code [height, width, channels]}
 * @param range how far black and full brightness lie apart, for each channel
 */
public record PixelSpace(ImageShape shape, List<Float> range) {

    public PixelSpace {
        range = List.copyOf(range);
        ParameterLimits.unless(range.size() == shape.channels(), "range", "one number for each channel", range);
    }

    /** The space that a normalisation maps to. */
    public static PixelSpace of(Normaliser normaliser) {
        List<Float> range = new ArrayList<>();
        for (int channel = 0; channel < normaliser.shape().channels(); channel++) {
            range.add(normaliser.range(channel));
        }
        return new PixelSpace(normaliser.shape(), range);
    }
}
