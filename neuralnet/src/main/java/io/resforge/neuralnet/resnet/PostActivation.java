package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.resnet.Architecture.Shortcut;
import io.resforge.neuralnet.resnet.Stages.Block;

/**
 * Blocks of two 3×3 convolutions whose sum goes through ReLU (arXiv 1512.03385). A shortcut that is a 1×1 convolution has no batch norm
 * in {@link Family#V1}, as in Keras' example, and one in {@link Family#WIDE}, as in ResNet-18.
 */
final class PostActivation {

    private final Architecture architecture;
    private final Stages stages;
    private final GraphBuilder builder;

    PostActivation(Architecture architecture, Stages stages) {
        this.architecture = architecture;
        this.stages = stages;
        this.builder = stages.builder();
    }

    Graph graph(int classes, double dropout) {
        Node stem = stages.activate("stem.bn", stages.stem());
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
                Node normalised =
                        stages.normalise(batchNorm, builder.convolution(convolution, x, block.channels(), 3, stride));
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
