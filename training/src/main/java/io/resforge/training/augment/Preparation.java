package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelMove;
import io.resforge.training.augment.Augmentation.PixelSpace;
import io.resforge.training.dataset.LabelledImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is done to each image before a network sees it: it is normalised, and then changed by one step after the other. It does not
 * change, so any thread may use it.
 */
public final class Preparation {

    private final Normaliser normaliser;
    private final PixelSpace space;
    /** Steps that only move pixels are done at once, where they follow each other. */
    private final List<List<ImageAugmentation>> stages;

    private final Optional<Mixup> mixup;

    /** @throws IllegalArgumentException if a step does not fit the images, or mixup is given twice */
    public Preparation(Normalisation normalisation, ImageShape shape, List<Augmentation> augmentations) {
        this.normaliser = normalisation.normaliser(shape);
        this.space = PixelSpace.of(normaliser);
        requireFits(augmentations, shape);
        this.stages = stages(only(ImageAugmentation.class, augmentations));
        this.mixup = only(Mixup.class, augmentations).stream().findFirst();
    }

    private static List<List<ImageAugmentation>> stages(List<ImageAugmentation> steps) {
        List<List<ImageAugmentation>> stages = new ArrayList<>();
        for (ImageAugmentation step : steps) {
            boolean joins = step instanceof PixelMove
                    && !stages.isEmpty()
                    && stages.getLast().getLast() instanceof PixelMove;
            if (!joins) {
                stages.add(new ArrayList<>());
            }
            stages.getLast().add(step);
        }
        return stages;
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
        // Each stage goes from one array to the other: this is where to begin to end in the target.
        float[] current = stages.size() % 2 == 0 ? target : scratch;
        float[] next = current == target ? scratch : target;
        normaliser.apply(images.pixels(), images.offset(draw.image()), current);
        for (List<ImageAugmentation> stage : stages) {
            if (stage.getFirst() instanceof PixelMove) {
                places(stage, draw).apply(current, next);
            } else {
                stage.getFirst().apply(current, next, space, draw);
            }
            float[] written = next;
            next = current;
            current = written;
        }
    }

    /** Whether pixels are only moved, so that {@link #places} says all that is done to an image. */
    public boolean onlyMoves() {
        return mixup.isEmpty() && stages.stream().allMatch(stage -> stage.getFirst() instanceof PixelMove);
    }

    /** How many squares are blanked. */
    public int blanks() {
        return (int) stages.stream()
                .flatMap(List::stream)
                .filter(Cutout.class::isInstance)
                .count();
    }

    /** Where the pixels of the image that is drawn come from, if they are only moved. */
    public PixelPlaces places(AugmentationDraw draw) {
        return places(stages.stream().flatMap(List::stream).toList(), draw);
    }

    private PixelPlaces places(List<ImageAugmentation> moves, AugmentationDraw draw) {
        PixelPlaces places = new PixelPlaces(space.shape());
        for (ImageAugmentation move : moves) {
            ((PixelMove) move).move(places, draw);
        }
        return places;
    }
}
