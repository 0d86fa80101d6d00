package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;

/**
 * Turns the image about its centre, between its pixels by bilinear interpolation; the edge is repeated where nothing is left.
 *
 * @param degrees farthest turn to either side, above 0 and at most 180
 */
public record Rotation(double degrees) implements ImageAugmentation {

    public Rotation {
        ParameterLimits.unless(degrees > 0 && degrees <= 180, "degrees", "above 0 and at most 180", degrees);
    }

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        turn(source, target, space.shape(), Math.toRadians(draw.within(degrees)));
    }

    /** Turns the image counter-clockwise by an angle in radians. */
    static void turn(float[] source, float[] target, ImageShape shape, double angle) {
        float sin = (float) Math.sin(angle);
        float cos = (float) Math.cos(angle);
        float middleY = (shape.height() - 1) / 2f;
        float middleX = (shape.width() - 1) / 2f;
        int to = 0;
        for (int row = 0; row < shape.height(); row++) {
            float y = row - middleY;
            for (int column = 0; column < shape.width(); column++) {
                float x = column - middleX;
                // The pixel that comes to lie here is found by turning back.
                float fromX = cos * x - sin * y + middleX;
                float fromY = sin * x + cos * y + middleY;
                interpolate(source, shape, fromY, fromX, target, to);
                to += shape.channels();
            }
        }
    }

    private static void interpolate(float[] source, ImageShape shape, float y, float x, float[] target, int to) {
        int channels = shape.channels();
        float insideY = Math.clamp(y, 0, shape.height() - 1);
        float insideX = Math.clamp(x, 0, shape.width() - 1);
        int row = (int) insideY;
        int column = (int) insideX;
        float down = insideY - row;
        float right = insideX - column;
        int here = (row * shape.width() + column) * channels;
        int beside = column + 1 < shape.width() ? channels : 0;
        int below = row + 1 < shape.height() ? shape.width() * channels : 0;
        for (int i = here; i < here + channels; i++) {
            float upper = source[i] + right * (source[i + beside] - source[i]);
            float lower = source[i + below] + right * (source[i + below + beside] - source[i + below]);
            target[to + i - here] = upper + down * (lower - upper);
        }
    }
}
