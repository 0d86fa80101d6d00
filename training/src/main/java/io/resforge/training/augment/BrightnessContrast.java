package io.resforge.training.augment;

import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;

/**
 * Makes the image lighter or darker, and its contrast stronger or weaker: {@code (x − m) · factor + m + light}, where {@code m} is
 * the mean of the image's channel. Nothing is cut off at black and full brightness.
 *
 * @param brightness most light that is added or taken, as a share of the range from black to full brightness, from 0 to 1
 * @param contrast how far the factor may lie from 1, from 0 to 1; not 0 if brightness is 0 too
 */
public record BrightnessContrast(double brightness, double contrast) implements ImageAugmentation {

    public BrightnessContrast {
        ParameterLimits.unless(brightness >= 0 && brightness <= 1, "brightness", "from 0 to 1", brightness);
        ParameterLimits.unless(contrast >= 0 && contrast <= 1, "contrast", "from 0 to 1", contrast);
        ParameterLimits.unless(brightness > 0 || contrast > 0, "contrast", "above 0 where brightness is 0", contrast);
    }

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        change(source, target, space, (float) draw.within(brightness), (float) (1 + draw.within(contrast)));
    }

    static void change(float[] source, float[] target, PixelSpace space, float light, float factor) {
        int channels = space.shape().channels();
        for (int channel = 0; channel < channels; channel++) {
            float mean = mean(source, channel, channels);
            float added = mean - mean * factor + light * space.range().get(channel);
            for (int i = channel; i < source.length; i += channels) {
                target[i] = source[i] * factor + added;
            }
        }
    }

    private static float mean(float[] source, int channel, int channels) {
        double sum = 0;
        for (int i = channel; i < source.length; i += channels) {
            sum += source[i];
        }
        return (float) (sum * channels / source.length);
    }
}
