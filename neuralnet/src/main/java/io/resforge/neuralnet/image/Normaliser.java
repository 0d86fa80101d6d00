package io.resforge.neuralnet.image;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;

/** A {@link Normalisation} ready to be applied to images of one shape. It does not change, so any thread may use it. */
public final class Normaliser {

    /** The value of a byte at full brightness. */
    static final int BRIGHTEST = 255;

    private final ImageShape shape;
    private final List<Double> mean;
    private final List<Double> deviation;
    private final float[][] table;
    /** Taken from each value after the table; empty where there is nothing to take. */
    private final float[] meanImage;

    Normaliser(ImageShape shape, List<Double> mean, List<Double> deviation) {
        this(shape, mean, deviation, new float[0]);
    }

    Normaliser(ImageShape shape, float[] meanImage) {
        this(shape, Collections.nCopies(shape.channels(), 0.0), Collections.nCopies(shape.channels(), 1.0), meanImage);
    }

    private Normaliser(ImageShape shape, List<Double> mean, List<Double> deviation, float[] meanImage) {
        this.shape = shape;
        this.mean = mean;
        this.deviation = deviation;
        this.meanImage = meanImage;
        this.table = new float[shape.channels()][BRIGHTEST + 1];
        for (int channel = 0; channel < table.length; channel++) {
            for (int level = 0; level <= BRIGHTEST; level++) {
                table[channel][level] =
                        (float) ((level / (double) BRIGHTEST - mean.get(channel)) / deviation.get(channel));
            }
        }
    }

    /** The shape of the images. */
    public ImageShape shape() {
        return shape;
    }

    /** How far black and full brightness of a channel lie apart once normalised: 1 over its deviation, or 1, or 255. */
    public float range(int channel) {
        return (float) (1 / deviation.get(channel));
    }

    /** What each byte becomes before a mean image is taken away: {@code [channels · 256]}. */
    public float[] levels() {
        float[] levels = new float[table.length * (BRIGHTEST + 1)];
        for (int channel = 0; channel < table.length; channel++) {
            System.arraycopy(table[channel], 0, levels, channel * (BRIGHTEST + 1), BRIGHTEST + 1);
        }
        return levels;
    }

    /** The mean image that is taken away, {@code [height, width, channels]}; empty without one. */
    public float[] meanImage() {
        return meanImage.clone();
    }

    /**
     * Normalises one image.
     *
     * @param pixels bytes of images, {@code [height, width, channels]} each
     * @param offset where the image begins
     * @param target gets the numbers in the same order from its index 0
     */
    public void apply(byte[] pixels, int offset, float[] target) {
        int channels = table.length;
        int size = shape.bytes();
        for (int channel = 0; channel < channels; channel++) {
            float[] values = table[channel];
            for (int i = channel; i < size; i += channels) {
                target[i] = values[pixels[offset + i] & 0xff];
            }
        }
        for (int i = 0; i < meanImage.length; i++) {
            target[i] -= meanImage[i];
        }
    }

    /**
     * Normalises images.
     *
     * @param pixels bytes of whole images, {@code [count, height, width, channels]}
     * @param target gets as many numbers in the same order from its index 0; its position does not move
     */
    public void apply(byte[] pixels, FloatBuffer target) {
        // By way of an array, since single values go to native memory several times slower.
        float[] image = new float[shape.bytes()];
        for (int begin = 0; begin < pixels.length; begin += image.length) {
            apply(pixels, begin, image);
            target.put(begin, image);
        }
    }

    /**
     * Turns one normalised image back into bytes, to be looked at; values that no byte has become the nearest.
     *
     * @param normalised {@code [height, width, channels]}
     * @return bytes in the same order
     */
    public byte[] restore(float[] normalised) {
        byte[] pixels = new byte[shape.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i % table.length;
            double lifted = normalised[i] + (meanImage.length > 0 ? meanImage[i] : 0);
            double level = (lifted * deviation.get(channel) + mean.get(channel)) * BRIGHTEST;
            pixels[i] = (byte) Math.clamp(Math.round(level), 0, BRIGHTEST);
        }
        return pixels;
    }
}
