package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;
import io.resforge.training.dataset.LabelledImages;
import java.util.List;
import java.util.Optional;

/**
 * What is done to each image before a network sees it: it is normalised, and then changed by one step after the other. It does not
 * change, so any thread may use it.
 */
public final class Preparation {

    private final Normaliser normaliser;
    private final PixelSpace space;
    private final List<ImageAugmentation> steps;
    private final Optional<Mixup> mixup;

    /** @throws IllegalArgumentException if a step does not fit the images, or mixup is given twice */
    public Preparation(Normalisation normalisation, ImageShape shape, List<Augmentation> augmentations) {
        this.normaliser = normalisation.normaliser(shape);
        this.space = PixelSpace.of(normaliser);
        requireFits(augmentations, shape);
        this.steps = only(ImageAugmentation.class, augmentations);
        this.mixup = only(Mixup.class, augmentations).stream().findFirst();
    }

    /**
     * Checks that images of a shape can be prepared in this way.
     *
     * @throws IllegalArgumentException if a step does not fit the images, or mixup is given twice
     */
    public static void requireFits(List<Augmentation> augmentations, ImageShape shape) {
        only(ImageAugmentation.class, augmentations).forEach(step -> step.requireFits(shape));
        int mixups = only(Mixup.class, augmentations).size();
        ParameterLimits.unless(mixups <= 1, "mixup", "given once at most", mixups + " times");
    }

    private static <T> List<T> only(Class<T> type, List<Augmentation> augmentations) {
        return augmentations.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The standard of the field (arXiv 1512.03385, section 4.2): crop after padding by 4, and flip. */
    public static List<Augmentation> standard() {
        return List.of(new PadCrop(4), new Flip());
    }

    /** The step of the batch, which the caller applies to prepared images. */
    public Optional<Mixup> mixup() {
        return mixup;
    }

    /** How the pixels are normalised. */
    public Normaliser normaliser() {
        return normaliser;
    }

    /**
     * Prepares the image that is drawn, save for mixup.
     *
     * @param target gets {@code [height, width, channels]}
     * @param scratch another array of the same length, for the steps between
     */
    public void prepare(LabelledImages images, AugmentationDraw draw, float[] target, float[] scratch) {
        // Each step goes from one array to the other: this is where to begin to end in the target.
        float[] current = steps.size() % 2 == 0 ? target : scratch;
        float[] next = current == target ? scratch : target;
        normaliser.apply(images.pixels(), images.offset(draw.image()), current);
        for (ImageAugmentation step : steps) {
            step.apply(current, next, space, draw);
            float[] written = next;
            next = current;
            current = written;
        }
    }
}
