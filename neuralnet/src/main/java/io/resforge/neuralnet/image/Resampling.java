package io.resforge.neuralnet.image;

/**
 * Scales an image of three channels by cubic convolution (R. Keys, 1981, a = -1/2), first along its rows, then along its columns. Where
 * it shrinks an image the kernel is as wide as the source pixels that fall on one target pixel, so that each of them counts.
 */
final class Resampling {

    private static final int CHANNELS = 3;

    private final int width;
    private final ResamplingAxis rows;
    private final ResamplingAxis columns;

    Resampling(int height, int width, ImageShape target) {
        this.width = width;
        this.rows = new ResamplingAxis(height, target.height());
        this.columns = new ResamplingAxis(width, target.width());
    }

    /** Starts with an image, whose rows come one by one, so that it never lies in memory as a whole. */
    Rows begin() {
        return new Rows();
    }

    /** The rows of one image. */
    final class Rows {

        private final float[] narrowed = new float[columns.targets() * CHANNELS];
        private final float[][] sums = new float[rows.targets()][columns.targets() * CHANNELS];
        private int y;

        /** Takes the next row from the top, {@code width × 3} values from 0 to 255. */
        void add(float[] row) {
            narrow(row);
            for (int target = 0; target < sums.length; target++) {
                float[] weights = rows.weights(target);
                int place = y - rows.first(target);
                if (place >= 0 && place < weights.length) {
                    addTo(sums[target], weights[place]);
                }
            }
            y++;
        }

        private void narrow(float[] row) {
            for (int x = 0; x < columns.targets(); x++) {
                float[] weights = columns.weights(x);
                int from = columns.first(x) * CHANNELS;
                float red = 0;
                float green = 0;
                float blue = 0;
                for (int i = 0; i < weights.length; i++) {
                    float weight = weights[i];
                    red += weight * row[from + CHANNELS * i];
                    green += weight * row[from + CHANNELS * i + 1];
                    blue += weight * row[from + CHANNELS * i + 2];
                }
                narrowed[x * CHANNELS] = red;
                narrowed[x * CHANNELS + 1] = green;
                narrowed[x * CHANNELS + 2] = blue;
            }
        }

        private void addTo(float[] sum, float weight) {
            for (int x = 0; x < sum.length; x++) {
                sum[x] += weight * narrowed[x];
            }
        }

        /**
         * The image in its new size.
         *
         * @throws IllegalStateException if not all rows have come
         */
        byte[] pixels() {
            if (y != rows.length()) {
                throw new IllegalStateException(y + " rows have come of " + rows.length());
            }
            int length = columns.targets() * CHANNELS;
            byte[] pixels = new byte[sums.length * length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) Math.clamp(Math.round(sums[i / length][i % length]), 0, 255);
            }
            return pixels;
        }
    }

    /** Floats of one source row. */
    int rowLength() {
        return width * CHANNELS;
    }

    /** One direction of a {@link Resampling}: which source pixels make each target pixel, and with which weights. */
    static final class ResamplingAxis {

        private static final double RADIUS = 2;

        private final int length;
        private final int[] first;
        private final float[][] weights;

        ResamplingAxis(int length, int targets) {
            this.length = length;
            this.first = new int[targets];
            this.weights = new float[targets][];
            for (int target = 0; target < targets; target++) {
                place(target, (double) length / targets);
            }
        }

        private void place(int target, double ratio) {
            double stretch = Math.max(ratio, 1);
            double centre = (target + 0.5) * ratio - 0.5;
            int from = Math.max((int) Math.ceil(centre - RADIUS * stretch), 0);
            int to = Math.min((int) Math.floor(centre + RADIUS * stretch), length - 1);
            double[] values = new double[to - from + 1];
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = cubic(Math.abs(from + i - centre) / stretch);
                sum += values[i];
            }
            float[] normalised = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                normalised[i] = (float) (values[i] / sum);
            }
            first[target] = from;
            weights[target] = normalised;
        }

        /** Keys' kernel with a = -1/2; at whole numbers it is 1 at 0 and 0 elsewhere, so that equal sizes change nothing. */
        private static double cubic(double x) {
            if (x < 1) {
                return (1.5 * x - 2.5) * x * x + 1;
            }
            return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
        }

        /** Source pixels. */
        int length() {
            return length;
        }

        /** Target pixels. */
        int targets() {
            return first.length;
        }

        /** The first source pixel of a target pixel. */
        int first(int target) {
            return first[target];
        }

        /** Weights of the source pixels from the first on; they sum to 1. */
        float[] weights(int target) {
            return weights[target];
        }
    }

    /** From colour to grey. */
    static final class Brightness {

        private Brightness() {}

        static void requireGreyOrColour(ImageShape shape) {
            if (shape.channels() != 1 && shape.channels() != 3) {
                throw new IllegalArgumentException(
                        "an image has 1 or 3 channels, the network asks for " + shape.channels());
            }
        }

        /** Weighs red, green and blue as ITU-R BT.601 does; grey keeps its value. */
        static byte[] of(byte[] pixels) {
            byte[] grey = new byte[pixels.length / 3];
            for (int i = 0; i < grey.length; i++) {
                int red = pixels[3 * i] & 0xff;
                int green = pixels[3 * i + 1] & 0xff;
                int blue = pixels[3 * i + 2] & 0xff;
                grey[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
            }
            return grey;
        }
    }
}
