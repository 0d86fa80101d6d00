package io.resforge.neuralnet.graph;

import java.util.List;

/** One operation of a network. Nodes name the nodes that they read by index, which is always smaller than their own. */
public sealed interface Node {

    /** Place in {@link Graph#nodes()}. */
    int index();

    /** What this node makes of one image. */
    Features output();

    /** The indices of the nodes that this one reads. */
    List<Integer> inputs();

    /** The images. */
    record Input(int index, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    /** What a kernel holds before the first step of a training. */
    enum KernelStart {
        /** Normal numbers of variance 2 / fan-in (arXiv 1502.01852). */
        HE,
        /** Equally likely numbers up to 1 / √fan-in on both sides of 0, as PyTorch's layers begin. */
        UNIFORM,
        /** The first filters hand on the channel of their own place, as many as there are input channels; the others are {@link #UNIFORM}. */
        DIRAC,
        /** Filters that decorrelate the patches of the training images, and stay as they are: the kernel is not trained. */
        WHITENED
    }

    /**
     * Square convolution. An odd kernel is padded by its half on each side, so that stride 1 keeps height and width; an even one is not
     * padded.
     *
     * @param name where its parameters are found: {@code name.weight} and, with a bias, {@code name.bias}
     * @param inputChannels channels that it reads
     * @param kernel side of the kernel
     * @param stride in both directions
     * @param start what the kernel begins with
     */
    record Convolution(
            int index,
            String name,
            int input,
            int inputChannels,
            int kernel,
            int stride,
            boolean bias,
            KernelStart start,
            Features output)
            implements Node {

        /** Rows and columns of zeros on each side. */
        public int padding() {
            return kernel % 2 == 0 ? 0 : kernel / 2;
        }

        /** Whether training leaves the kernel as it is. */
        public boolean isFrozen() {
            return start == KernelStart.WHITENED;
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * Batch normalisation of each channel (arXiv 1502.03167).
     *
     * @param name where its parameters are found: {@code name.weight} is its scale, {@code name.bias} its shift
     * @param epsilon added to the variance
     * @param momentum share of a batch's own mean and variance in the running ones
     * @param scaled whether it has a scale; without one there is only a shift to train
     */
    record BatchNorm(
            int index, String name, int input, double epsilon, double momentum, boolean scaled, Features output)
            implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The larger of each number and 0. */
    record Relu(int index, int input, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** Each number times the probability that a standard normal one is smaller (arXiv 1606.08415), computed exactly. */
    record Gelu(int index, int input, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * The largest number of each square, which do not overlap; rows and columns that are left over at the end are not read.
     *
     * @param side of the square
     */
    record MaxPool(int index, int input, int side, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The largest number of each channel: a vector. */
    record GlobalMaxPool(int index, int input, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The sum of two nodes of the same shape. */
    record Add(int index, int left, int right, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * Every {@code stride}-th row and column, from the first on; where it puts out more channels than it reads, those behind are zeros.
     * It has no parameters.
     *
     * @param inputChannels channels that it reads, at most as many as it puts out
     * @param stride in both directions
     */
    record Subsample(int index, int input, int inputChannels, int stride, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The mean of each channel: a vector. */
    record GlobalAveragePool(int index, int input, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * In training, sets numbers to 0 by chance and scales up the others; in serving, does nothing.
     *
     * @param rate chance of each number, in [0, 1)
     */
    record Dropout(int index, int input, double rate, Features output) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * A matrix product and a bias, {@code scale · (W x + b)}.
     *
     * @param name where its parameters are found: {@code name.weight} and, with a bias, {@code name.bias}
     * @param inputChannels length of the vector that it reads
     * @param scale of what it puts out
     * @param start what the matrix begins with
     */
    record Dense(
            int index,
            String name,
            int input,
            int inputChannels,
            boolean bias,
            double scale,
            KernelStart start,
            Features output)
            implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }
}
