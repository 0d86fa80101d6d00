package io.resforge.neuralnet.onnx;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import java.util.Arrays;
import java.util.List;

/**
 * A normalisation of bytes as a difference and a product: {@code (pixel - shift) * factor}.
 *
 * @param shape of the shift: {@code [channels, 1, 1]} or {@code [channels, height, width]}
 * @param shift in pixel values; empty where there is nothing to take
 */
record PixelScale(List<Integer> shape, float[] shift, float[] factors) {

    private static final int BRIGHTEST = 255;

    static PixelScale of(Normalisation normalisation, ImageShape image) {
        normalisation.requireFits(image);
        List<Integer> perChannel = List.of(image.channels(), 1, 1);
        return switch (normalisation) {
            case Normalisation.MeanDeviation(List<Double> mean, List<Double> deviation) ->
                new PixelScale(
                        perChannel,
                        floats(mean.stream().map(value -> value * BRIGHTEST).toList()),
                        floats(deviation.stream()
                                .map(value -> 1 / (value * BRIGHTEST))
                                .toList()));
            case Normalisation.PixelMean mean ->
                new PixelScale(
                        List.of(image.channels(), image.height(), image.width()),
                        meanImage(mean.values(), image.channels()),
                        all(image.channels(), 1f / BRIGHTEST));
            case Normalisation.Unit _ ->
                new PixelScale(perChannel, new float[0], all(image.channels(), 1f / BRIGHTEST));
            case Normalisation.None _ -> new PixelScale(perChannel, new float[0], all(image.channels(), 1));
        };
    }

    boolean shifts() {
        return shift.length > 0;
    }

    /** From {@code [height, width, channels]} in [0, 1] to {@code [channels, height, width]} in pixel values. */
    private static float[] meanImage(float[] values, int channels) {
        float[] image = new float[values.length];
        int pixels = values.length / channels;
        for (int i = 0; i < values.length; i++) {
            image[i % channels * pixels + i / channels] = values[i] * BRIGHTEST;
        }
        return image;
    }

    private static float[] all(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
