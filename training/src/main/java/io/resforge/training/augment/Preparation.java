package io.resforge.training.augment;

import io.resforge.network.image.Normalisation;
import io.resforge.training.dataset.LabelledImages;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is done to each image before a network sees it: it is normalised, and then augmented by one step after the other. */
public final class Preparation {

    private final float[][] normalised;
    private final List<Augmentation> augmentations;

    public Preparation(Normalisation normalisation, List<Augmentation> augmentations) {
        this.normalised = normalisation.table();
        this.augmentations = List.copyOf(augmentations);
    }

    /** The standard of the field (arXiv 1512.03385, section 4.2): crop after padding by 4, and flip. */
    public static List<Augmentation> standard() {
        return List.of(new PaddedCrop(4), new HorizontalFlip());
    }

    /** Prepares one of the images: {@code [height, width, channels]}. */
    public float[] prepare(LabelledImages images, int index, RandomGenerator random) {
        float[] pixels = normalise(images, index);
        for (Augmentation augmentation : augmentations) {
            pixels = augmentation.apply(pixels, images.shape(), random);
        }
        return pixels;
    }

    private float[] normalise(LabelledImages images, int index) {
        int channels = images.shape().channels();
        float[] pixels = new float[images.shape().bytes()];
        int offset = images.offset(index);
        for (int channel = 0; channel < channels; channel++) {
            float[] values = normalised[channel];
            for (int i = channel; i < pixels.length; i += channels) {
                pixels[i] = values[Byte.toUnsignedInt(images.pixels()[offset + i])];
            }
        }
        return pixels;
    }
}
