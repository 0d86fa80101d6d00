package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.image.ImageShape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Fills the kernels that decorrelate the patches of images (David Page, "How to train your ResNet", 2018; arXiv 2404.00498, section 3.2).
 * With the patches' second moments {@code M = Σ p pᵀ / n = Σ λᵢ vᵢ vᵢᵀ}, the filters are {@code vᵢ / √(λᵢ + 0.0005)}, from the largest
 * eigenvalue to the smallest, and then their negatives. Of an eigenvector the form counts whose largest number is above 0. All is computed
 * in double precision and in one order, so that the same images give the same bits.
 */
public final class Whitening {

    private static final double EPSILON = 5e-4;

    private final double[][] moments;
    private final int kernel;
    private long patches;

    private Whitening(int kernel, int channels) {
        int numbers = kernel * kernel * channels;
        this.moments = new double[numbers][numbers];
        this.kernel = kernel;
    }

    /** Whether a network has a kernel to be filled from images. */
    public static boolean isNeeded(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(node -> node instanceof Node.Convolution c && c.start() == KernelStart.WHITENED);
    }

    /**
     * Weights whose whitened kernels are those of some images; the others stay.
     *
     * @param images normalised ones by number, {@code [height, width, channels]} each; an array may be used again for the next
     * @param count of the images, at least 1
     */
    public static Weights fill(Graph graph, Weights weights, IntFunction<float[]> images, int count) {
        float[] statistics = weights.statistics().clone();
        for (TensorSlot slot : ParameterLayout.of(graph).statistics()) {
            if (slot.start() == KernelStart.WHITENED) {
                Whitening whitening =
                        new Whitening(slot.shape().getLast(), graph.image().channels());
                IntStream.range(0, count).forEach(i -> whitening.add(images.apply(i), graph.image()));
                float[] filters = whitening.filters();
                System.arraycopy(filters, 0, statistics, slot.offset(), filters.length);
            }
        }
        return new Weights(weights.parameters(), statistics);
    }

    private void add(float[] image, ImageShape shape) {
        int run = kernel * shape.channels();
        float[] patch = new float[moments.length];
        for (int top = 0; top + kernel <= shape.height(); top++) {
            for (int left = 0; left + kernel <= shape.width(); left++) {
                for (int row = 0; row < kernel; row++) {
                    int from = ((top + row) * shape.width() + left) * shape.channels();
                    System.arraycopy(image, from, patch, row * run, run);
                }
                add(patch);
            }
        }
    }

    private void add(float[] patch) {
        patches++;
        for (int i = 0; i < patch.length; i++) {
            double[] row = moments[i];
            for (int j = 0; j <= i; j++) {
                row[j] += (double) patch[i] * patch[j];
            }
        }
    }

    /** {@code [filters, height, width, channels]}. */
    private float[] filters() {
        int size = moments.length;
        double[][] mean = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                mean[i][j] = moments[i][j] / patches;
                mean[j][i] = mean[i][j];
            }
        }
        float[] filters = new float[2 * size * size];
        List<Eigenpair> pairs = Eigenpair.of(mean);
        for (int i = 0; i < size; i++) {
            double factor = 1 / Math.sqrt(pairs.get(i).value() + EPSILON);
            for (int j = 0; j < size; j++) {
                filters[i * size + j] = (float) (pairs.get(i).vector()[j] * factor);
                filters[(size + i) * size + j] = -filters[i * size + j];
            }
        }
        return filters;
    }

    /** An eigenvalue of a symmetric matrix and its vector, of length 1. */
    record Eigenpair(double value, double[] vector) {

        private static final int MOST_SWEEPS = 100;

        /** All of a matrix, which is overwritten, from the largest value to the smallest: Jacobi's rotations, row by row. */
        static List<Eigenpair> of(double[][] matrix) {
            int size = matrix.length;
            double[][] vectors = new double[size][size];
            IntStream.range(0, size).forEach(i -> vectors[i][i] = 1);
            for (int sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(matrix); sweep++) {
                for (int p = 0; p < size; p++) {
                    for (int q = p + 1; q < size; q++) {
                        rotate(matrix, vectors, p, q);
                    }
                }
            }
            return IntStream.range(0, size)
                    .mapToObj(i -> new Eigenpair(matrix[i][i], upright(vectors, i)))
                    .sorted(Comparator.comparingDouble(Eigenpair::value).reversed())
                    .toList();
        }

        /** Makes the number in row p and column q zero. */
        private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
            if (matrix[p][q] == 0) {
                return;
            }
            double slope = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
            double tangent = Math.copySign(1, slope) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
            double cosine = 1 / Math.sqrt(tangent * tangent + 1);
            double sine = tangent * cosine;
            for (double[] row : matrix) {
                turn(row, p, q, cosine, sine);
            }
            for (int i = 0; i < matrix.length; i++) {
                double first = matrix[p][i];
                matrix[p][i] = cosine * first - sine * matrix[q][i];
                matrix[q][i] = sine * first + cosine * matrix[q][i];
            }
            matrix[p][q] = 0;
            matrix[q][p] = 0;
            for (double[] row : vectors) {
                turn(row, p, q, cosine, sine);
            }
        }

        private static void turn(double[] row, int p, int q, double cosine, double sine) {
            double first = row[p];
            row[p] = cosine * first - sine * row[q];
            row[q] = sine * first + cosine * row[q];
        }

        private static boolean isDiagonal(double[][] matrix) {
            double beside = 0;
            double all = 0;
            for (int i = 0; i < matrix.length; i++) {
                for (int j = 0; j < matrix.length; j++) {
                    double square = matrix[i][j] * matrix[i][j];
                    all += square;
                    beside += i == j ? 0 : square;
                }
            }
            return beside <= 1e-30 * all;
        }

        private static double[] upright(double[][] vectors, int column) {
            double[] vector = new double[vectors.length];
            double largest = 0;
            for (int i = 0; i < vector.length; i++) {
                vector[i] = vectors[i][column];
                largest = Math.abs(vector[i]) > Math.abs(largest) ? vector[i] : largest;
            }
            double sign = Math.signum(largest);
            return Arrays.stream(vector).map(value -> value * sign).toArray();
        }
    }
}
