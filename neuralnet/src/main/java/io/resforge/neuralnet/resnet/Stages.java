package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;

/** What all families share: the walk over stages and blocks, shortcuts that pad, and the head. */
final class Stages {

    /** Adds one block to a network. */
    interface BlockBuilder {
        Node add(Node input, Block block);
    }

    /**
     * Place and shape of one block.
     *
     * @param name such as {@code stage2.block1}
     * @param first whether it is the first of its stage
     * @param stride of the block
     */
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
}
