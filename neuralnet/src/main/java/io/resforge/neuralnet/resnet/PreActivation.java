package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Stages.Block;

/**
 * Blocks whose convolutions come after a batch norm and ReLU each, and whose sum is handed on as it is (arXiv 1603.05027). The very first
 * block leaves out its first batch norm and ReLU, since the stem ends in them; the head begins with them.
 */
final class PreActivation {

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
        branch = builder.convolution(name + ".conv2", stages.activate(name + ".bn2", branch), block.channels(), 3, 1);
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
