package io.resforge.training.augment;

/** Mirrors every other image, by chance, left to right. */
public record Flip() implements ImageAugmentation {

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        HorizontalFlip.write(draw.random().nextBoolean(), source, target, space.shape());
    }
}
