package io.resforge.training.augment;

import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;

/**
 * Adds to each channel a random number of its own, and so changes the tint. Nothing is cut off at black and full brightness.
 *
 * @param amount largest number either way as a share of the range from black to full brightness, above 0 and at most 1
 */
public record ChannelShift(double amount) implements ImageAugmentation {

    public ChannelShift {
        ParameterLimits.unless(amount > 0 && amount <= 1, "amount", "above 0 and at most 1", amount);
    }

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        int channels = space.shape().channels();
        for (int channel = 0; channel < channels; channel++) {
            float added = (float) draw.within(amount) * space.range().get(channel);
            for (int i = channel; i < source.length; i += channels) {
                target[i] = source[i] + added;
            }
        }
    }
}
