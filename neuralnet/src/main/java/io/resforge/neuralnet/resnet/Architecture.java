package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.NameReader.NameWriter;
import io.resforge.neuralnet.resnet.Stages.PostActivation;
import io.resforge.neuralnet.resnet.Stages.PreActivation;
import java.util.List;
import java.util.Objects;

/**
 * A network without its images and classes, such as {@code resnet20-v1}. {@link #parse} says how names are written. Each stage
 * but the first halves the image.
 *
 * @param blocks how many each stage has
 * @param channels of each stage; the stem has those of the first, and a bottleneck of {@link Family#V2} puts out four times as many
 * @param shortcut where the shape changes
 * @param order of the layers in blocks
 * @param bottleneck how those of {@link Family#V2} are built
 * @param norm the constants of each batch norm
 * @param stem what reads the images
 */
public record Architecture(
        Family family,
        List<Integer> blocks,
        List<Integer> channels,
        Shortcut shortcut,
        LayerOrder order,
        Bottleneck bottleneck,
        NormConstants norm,
        Stem stem) {

    public Architecture {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(shortcut, "shortcut");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(bottleneck, "bottleneck");
        Objects.requireNonNull(norm, "norm");
        Objects.requireNonNull(stem, "stem");
        blocks = List.copyOf(blocks);
        channels = List.copyOf(channels);
        ArchitectureRules.check(family, blocks, channels, shortcut, order, bottleneck, stem);
    }

    /**
     * Reads a name: a family, with either a depth or blocks, and options after a colon.
     *
     * <pre>
     * resnet20-v1, resnet29-v2, resnet110-v2-plain     three stages by depth
     * wide-1-1-1-1                                     any stages by their blocks
     * resnet-v1:blocks=3-4-6-3,channels=16-32-64-128   the same for the other families
     * resnet20-v1:channels=32-64-128,shortcut=padding,order=bn-relu-conv
     * resnet164-v2:bottleneck=paper,norm=keras
     * wide-1-1-1-1:stem=whitened
     * speed, speed-res:channels=64-128-128             made for few epochs
     * </pre>
     *
     * @throws IllegalArgumentException if no such network can be built; the message says which rule it breaks
     */
    public static Architecture parse(String name) {
        return NameReader.read(name);
    }

    /** The shortest name that {@link #parse} reads as this architecture. */
    public String name() {
        return NameWriter.write(this);
    }

    /** Weighted layers on the longest path, shortcuts aside. */
    public int depth() {
        return Math.toIntExact(family.depth(blocks));
    }

    /** The network for images of this shape and this many classes, without dropout: what is served. */
    public Graph graph(ImageShape image, int classes) {
        return graph(image, classes, 0);
    }

    /**
     * The network for images of this shape and this many classes.
     *
     * @param dropout chance of each number before the dense layer to be set to 0 in training, in [0, 1); it adds no parameter
     * @throws IllegalArgumentException if there are fewer than 2 classes, the image is too small to be halved in each stage but the
     *     first, the dropout is out of its range, or the parameters are too many
     */
    public Graph graph(ImageShape image, int classes, double dropout) {
        ArchitectureRules.checkGeometry(this, image, classes);
        Graph graph =
                switch (family) {
                    case V1, WIDE -> new PostActivation(this, new Stages(this, image)).graph(classes, dropout);
                    case V2, V2_PLAIN -> new PreActivation(this, new Stages(this, image)).graph(classes, dropout);
                    case SPEED, SPEED_RES -> new SpeedNetwork(this, image).graph(classes, dropout);
                };
        ArchitectureRules.checkSize(graph);
        return graph;
    }

    /**
     * Checks that the network can be trained on such images: 1 or 3 channels, sides of 28 to 96 pixels, 2 to 1,000 classes.
     *
     * @throws IllegalArgumentException if not; the message says which rule is broken
     */
    public Architecture requireTrainable(ImageShape image, int classes) {
        ArchitectureRules.checkTrainable(image, classes);
        graph(image, classes);
        return this;
    }

    /** In which order a layer computes; the switch that Keras' example calls {@code conv_first}. */
    public enum LayerOrder {
        /** Convolution, batch norm, ReLU. */
        CONV_BN_RELU("conv-bn-relu"),
        /** Batch norm, ReLU, convolution. */
        BN_RELU_CONV("bn-relu-conv");

        private final String label;

        LayerOrder(String label) {
            this.label = label;
        }

        /** As names have it. */
        String label() {
            return label;
        }
    }

    /** How a block's input reaches its sum where the shape changes; elsewhere it is always handed on as it is. */
    public enum Shortcut {
        /** A 1×1 convolution: option B of arXiv 1512.03385. */
        PROJECTION("projection"),
        /** Every second row and column, then channels of zeros: option A, which has no parameters. */
        PADDING("padding");

        private final String label;

        Shortcut(String label) {
            this.label = label;
        }

        /** As names have it. */
        String label() {
            return label;
        }
    }

    /** How a bottleneck of {@link Family#V2} is built; what it puts out is the same. */
    public enum Bottleneck {
        /**
         * As Keras' example: half as wide inside as the stage puts out, in the first stage a quarter, and a shortcut that is a convolution reads the
         * block's raw input.
         */
        KERAS("keras"),
        /**
         * As arXiv 1603.05027 and its authors' code: a quarter as wide inside as the stage puts out, and a shortcut that is a convolution reads what the
         * branch reads.
         */
        PAPER("paper");

        private final String label;

        Bottleneck(String label) {
            this.label = label;
        }

        /** As names have it. */
        String label() {
            return label;
        }
    }

    /** What reads the images. */
    public enum Stem {
        /** A 3×3 convolution with batch norm and ReLU. */
        CONVOLUTION("convolution"),
        /**
         * A 2×2 convolution that decorrelates patches, whose kernel is computed from the training images and not trained (arXiv 2404.00498,
         * section 3.2), and the family's activation.
         */
        WHITENED("whitened");

        private final String label;

        Stem(String label) {
            this.label = label;
        }

        /** As names have it. */
        String label() {
            return label;
        }
    }

    /** The two numbers of a batch norm, which frameworks choose differently. */
    public enum NormConstants {
        /** PyTorch's: epsilon 1e-5, a tenth of each batch in the running mean and variance. */
        PYTORCH("pytorch", 1e-5, 0.1),
        /** Keras': epsilon 1e-3, a hundredth of each batch, which Keras calls a momentum of .99. */
        KERAS("keras", 1e-3, 0.01),
        /** Those of arXiv 2404.00498, whose program calls it a momentum of .6: epsilon 1e-12, four tenths of each batch. */
        AIRBENCH("airbench", 1e-12, 0.4);

        private final String label;
        private final double epsilon;
        private final double momentum;

        NormConstants(String label, double epsilon, double momentum) {
            this.label = label;
            this.epsilon = epsilon;
            this.momentum = momentum;
        }

        /** As names have it. */
        String label() {
            return label;
        }

        /** Added to the variance. */
        double epsilon() {
            return epsilon;
        }

        /** Share of a batch's own mean and variance in the running ones. */
        double momentum() {
            return momentum;
        }
    }
}
