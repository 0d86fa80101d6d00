package io.resforge.training.augment;

import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.PixelMove;

/**
 * Mirrors each image left to right in every other epoch (arXiv 2404.00498, section 3.6): half of the images, chosen by the seed, in
 * odd epochs and the other half in even ones. So two epochs show each image both ways.
 */
public record AlternatingFlip() implements PixelMove {

    @Override
    public void move(PixelPlaces places, AugmentationDraw draw) {
        long chosen = Seeds.derive(draw.seed(), "alternating flip", draw.image());
        if (((chosen ^ draw.epoch()) & 1) == 0) {
            Flip.mirror(places);
        }
    }
}
