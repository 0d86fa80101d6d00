package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random change of what a network learns from. All of them act on normalised pixels, one after the other in the order of their
 * list; {@link Mixup} acts last, wherever it stands.
 */
public sealed interface Augmentation permits Augmentation.ImageAugmentation, Mixup {

    /**
     * A random change of an image that keeps its class. Pure: the same image and the same draw give the same result, and the image
     * given is left as it is.
     */
    public sealed interface ImageAugmentation extends Augmentation
            permits PixelMove, Rotation, ChannelShift, BrightnessContrast {

        /**
         * Changes an image.
         *
         * @param source {@code [height, width, channels]}, normalised
         * @param target another array of the same length, all of which is written
         * @param space what the image's numbers mean
         * @param draw what chance has to say
         */
        void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw);

        /** @throws IllegalArgumentException if its parameters are too large for images of a shape */
        default void requireFits(ImageShape shape) {}
    }

    /** A change that moves whole rows and columns of pixels or blanks a square, and computes with none of them. */
    public sealed interface PixelMove extends ImageAugmentation permits PadCrop, Shift, Flip, AlternatingFlip, Cutout {

        /** Moves the pixels of an image from where they are. */
        void move(PixelPlaces places, AugmentationDraw draw);

        @Override
        default void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
            PixelPlaces places = new PixelPlaces(space.shape());
            move(places, draw);
            places.apply(source, target);
        }
    }

    /**
     * What the numbers of a normalised image mean.
     *
     * @param shape {@code [height, width, channels]}
     * @param range how far black and full brightness lie apart, for each channel
     */
    record PixelSpace(ImageShape shape, List<Float> range) {

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

    /**
     * What decides how an image is changed this time.
     *
     * @param seed of the run
     * @param image its index in the data set
     * @param epoch from 1
     * @param random for all that needs no memory of earlier epochs
     */
    public record AugmentationDraw(long seed, int image, int epoch, RandomGenerator random) {

        /** A number from {@code -most} to {@code most}, all equally likely. */
        double within(double most) {
            return (2 * random.nextDouble() - 1) * most;
        }

        /** A whole number from {@code -most} to {@code most}, all equally likely. */
        int within(int most) {
            return random.nextInt(2 * most + 1) - most;
        }
    }
}
