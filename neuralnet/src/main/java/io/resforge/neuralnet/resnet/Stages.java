package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;
import io.resforge.neuralnet.resnet.Architecture.Shortcut;
import io.resforge.neuralnet.resnet.Stages.Block;

/** What all families share: the walk over stages and blocks, shortcuts that pad, and the head. */
final class Stages {

    /** Adds one block to a network. */
    interface BlockBuilder {
        Node add(Node input, Block block);
    }

    /** Place and shape of one block. */
    record Block(String name, int stage, boolean first, int channels, int stride) {}

    private final Architecture architecture;
    private final GraphBuilder builder;

    Stages(Architecture architecture, ImageShape image) {
        this.architecture = architecture;
        this.builder = new GraphBuilder(image);
    }

    GraphBuilder builder() {
        return builder;
    }

    Node blocks(Node stem, BlockBuilder blockBuilder) {
        Node x = stem;
        for (int stage = 1; stage <= architecture.blocks().size(); stage++) {
            int channels = architecture.channels().get(stage - 1);
            for (int block = 1; block <= architecture.blocks().get(stage - 1); block++) {
                String name = "stage" + stage + ".block" + block;
                int stride = stage > 1 && block == 1 ? 2 : 1;
                x = blockBuilder.add(x, new Block(name, stage, block == 1, channels, stride));
            }
        }
        return x;
    }

    /** The 3×3 convolution that reads the images. */
    Node stem() {
        return builder.convolution(
                "stem.conv", builder.input(), architecture.channels().getFirst(), 3, 1);
    }

    Node normalise(String name, Node x) {
        NormConstants norm = architecture.norm();
        return builder.batchNorm(name, x, norm.epsilon(), norm.momentum());
    }

    Node activate(String batchNorm, Node x) {
        return builder.relu(normalise(batchNorm, x));
    }

    /**
     * The head. Where the last map is 4×4, as that of four stages at 32×32, its mean is what ResNet-18 for small images computes by
     * 4×4 pooling; on larger maps it drops no rows, as windows of 4×4 would, and the dense layer stays as small as it is.
     */
    Graph head(Node x, int classes, double dropout) {
        Node pooled = builder.globalAveragePool(x);
        Node kept = dropout == 0 ? pooled : builder.dropout(pooled, dropout);
        builder.dense("dense", kept, classes);
        return builder.build();
    }

    /**
     * Blocks of two 3×3 convolutions whose sum goes through ReLU (arXiv 1512.03385). A shortcut that is a 1×1 convolution has no batch norm
     * in {@link Family#V1}, as in Keras' example, and one in {@link Family#WIDE}, as in ResNet-18.
     */
    static final class PostActivation {

        private final Architecture architecture;
        private final Stages stages;
        private final GraphBuilder builder;

        PostActivation(Architecture architecture, Stages stages) {
            this.architecture = architecture;
            this.stages = stages;
            this.builder = stages.builder();
        }

        Graph graph(int classes, double dropout) {
            Node stem =
                    switch (architecture.stem()) {
                        case CONVOLUTION -> stages.activate("stem.bn", stages.stem());
                        case WHITENED -> builder.relu(builder.whitening("stem.conv", SpeedNetwork.PATCH));
                    };
            return stages.head(stages.blocks(stem, this::block), classes, dropout);
        }

        private Node block(Node x, Block block) {
            Node branch = layer(block, 1, x, block.stride());
            branch = layer(block, 2, branch, 1);
            return builder.relu(builder.add(branch, shortcut(x, block)));
        }

        /** One layer of a block; the second has no ReLU of its own, since that comes behind the sum. */
        private Node layer(Block block, int place, Node x, int stride) {
            String convolution = block.name() + ".conv" + place;
            String batchNorm = block.name() + ".bn" + place;
            boolean activated = place == 1;
            return switch (architecture.order()) {
                case CONV_BN_RELU -> {
                    Node normalised = stages.normalise(
                            batchNorm, builder.convolution(convolution, x, block.channels(), 3, stride));
                    yield activated ? builder.relu(normalised) : normalised;
                }
                case BN_RELU_CONV -> {
                    Node normalised = stages.normalise(batchNorm, x);
                    Node read = activated ? builder.relu(normalised) : normalised;
                    yield builder.convolution(convolution, read, block.channels(), 3, stride);
                }
            };
        }

        private Node shortcut(Node x, Block block) {
            if (block.stride() == 1 && x.output().channels() == block.channels()) {
                return x;
            }
            if (architecture.shortcut() == Shortcut.PADDING) {
                return builder.subsample(x, block.channels(), block.stride());
            }
            String name = block.name() + ".shortcut";
            if (architecture.family() == Family.V1) {
                return builder.convolution(name, x, block.channels(), 1, block.stride());
            }
            return switch (architecture.order()) {
                case CONV_BN_RELU ->
                    stages.normalise(name + "_bn", builder.convolution(name, x, block.channels(), 1, block.stride()));
                case BN_RELU_CONV ->
                    builder.convolution(name, stages.normalise(name + "_bn", x), block.channels(), 1, block.stride());
            };
        }
    }

    /**
     * Blocks whose convolutions come after a batch norm and ReLU each, and whose sum is handed on as it is (arXiv 1603.05027). The very first
     * block leaves out its first batch norm and ReLU, since the stem ends in them; the head begins with them.
     */
    static final class PreActivation {

        private static final int EXPANSION = 4;

        private final Architecture architecture;
        private final Stages stages;
        private final GraphBuilder builder;

        PreActivation(Architecture architecture, Stages stages) {
            this.architecture = architecture;
            this.stages = stages;
            this.builder = stages.builder();
        }

        Graph graph(int classes, double dropout) {
            Node stem = stages.activate("stem.bn", stages.stem());
            Node last = stages.blocks(stem, architecture.family() == Family.V2 ? this::bottleneck : this::plain);
            return stages.head(stages.activate("head.bn", last), classes, dropout);
        }

        /** 1×1, 3×3, 1×1. The first block of a stage has a shortcut of its own. */
        private Node bottleneck(Node x, Block block) {
            String name = block.name();
            int output = EXPANSION * block.channels();
            boolean keras = architecture.bottleneck() == Bottleneck.KERAS;
            int width = keras && block.stage() > 1 ? output / 2 : block.channels();
            Node read = read(x, block);
            Node branch = builder.convolution(name + ".conv1", read, width, 1, block.stride());
            branch = builder.convolution(name + ".conv2", stages.activate(name + ".bn2", branch), width, 3, 1);
            branch = builder.convolution(name + ".conv3", stages.activate(name + ".bn3", branch), output, 1, 1);
            Node shortcut = block.first() ? changed(x, keras ? x : read, output, block) : x;
            return builder.add(branch, shortcut);
        }

        /** Two 3×3. As in the paper's code a shortcut that is a convolution reads what the branch reads. */
        private Node plain(Node x, Block block) {
            String name = block.name();
            Node read = read(x, block);
            Node branch = builder.convolution(name + ".conv1", read, block.channels(), 3, block.stride());
            branch = builder.convolution(
                    name + ".conv2", stages.activate(name + ".bn2", branch), block.channels(), 3, 1);
            boolean changes = block.stride() > 1 || x.output().channels() != block.channels();
            return builder.add(branch, changes ? changed(x, read, block.channels(), block) : x);
        }

        private Node read(Node x, Block block) {
            return block.stage() == 1 && block.first() ? x : stages.activate(block.name() + ".bn1", x);
        }

        private Node changed(Node raw, Node read, int channels, Block block) {
            return switch (architecture.shortcut()) {
                case PROJECTION -> builder.convolution(block.name() + ".shortcut", read, channels, 1, block.stride());
                case PADDING -> builder.subsample(raw, channels, block.stride());
            };
        }
    }
}
