package io.resforge.training.augment;

import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.PixelMove;

/** Mirrors every other image, by chance, left to right. */
public record Flip() implements PixelMove {

    @Override
    public void move(PixelPlaces places, AugmentationDraw draw) {
        if (draw.random().nextBoolean()) {
            mirror(places);
        }
    }

    /** Turns left into right. */
    static void mirror(PixelPlaces places) {
        int last = places.shape().width() - 1;
        places.move(row -> row, column -> last - column);
    }
}
