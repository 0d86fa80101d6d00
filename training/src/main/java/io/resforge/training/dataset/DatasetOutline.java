package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import java.util.Locale;

/**
 * What is known of a data set without its images.
 *
 * @param name such as the folder's
 * @param shape of its images where no other is asked for
 * @param classes how many
 * @param images to learn from and hold out
 */
public record DatasetOutline(String name, ImageShape shape, int classes, int images) {

    /**
     * Checks that so many training images can be chosen.
     *
     * @throws InvalidDataset if not
     */
    public void requireSubset(int trainImages) {
        int least = Dataset.LEAST_IMAGES * classes;
        if (trainImages < least || trainImages > images) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT,
                    "%s has %d training images of %d classes; train_images must be from %d to %d, was %d",
                    name,
                    images,
                    classes,
                    least,
                    images,
                    trainImages));
        }
    }
}
