package io.resforge.network.image;

/**
 * Scales an image of three channels by cubic convolution (R. Keys, 1981, a = -1/2), first along its rows, then along its columns. Where
 * it shrinks an image the kernel is as wide as the source pixels that fall on one target pixel, so that each of them counts.
 */
final class Resampling {

    private static final int CHANNELS = 3;

    /** Gives a row of the source, {@code width × 3} values from 0 to 255. */
    interface Rows {
        void read(int y, float[] target);
    }

    private final int width;
    private final Axis rows;
    private final Axis columns;

    Resampling(int height, int width, ImageShape target) {
        this.width = width;
        this.rows = new Axis(height, target.height());
        this.columns = new Axis(width, target.width());
    }

    byte[] apply(Rows source) {
        float[][] narrowed = new float[rows.length()][columns.targets() * CHANNELS];
        float[] row = new float[width * CHANNELS];
        for (int y = 0; y < rows.length(); y++) {
            source.read(y, row);
            narrow(row, narrowed[y]);
        }
        byte[] pixels = new byte[rows.targets() * columns.targets() * CHANNELS];
        for (int y = 0; y < rows.targets(); y++) {
            flatten(narrowed, y, pixels);
        }
        return pixels;
    }

    private void narrow(float[] row, float[] target) {
        for (int x = 0; x < columns.targets(); x++) {
            float[] weights = columns.weights(x);
            int first = columns.first(x);
            for (int channel = 0; channel < CHANNELS; channel++) {
                float sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * row[(first + i) * CHANNELS + channel];
                }
                target[x * CHANNELS + channel] = sum;
            }
        }
    }

    private void flatten(float[][] narrowed, int y, byte[] pixels) {
        float[] weights = rows.weights(y);
        int length = columns.targets() * CHANNELS;
        for (int x = 0; x < length; x++) {
            float sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * narrowed[rows.first(y) + i][x];
            }
            pixels[y * length + x] = (byte) Math.clamp(Math.round(sum), 0, 255);
        }
    }
}
