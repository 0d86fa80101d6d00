package io.resforge.network.resnet;

import io.resforge.network.graph.Graph;
import io.resforge.network.graph.GraphBuilder;
import io.resforge.network.graph.Node;
import io.resforge.network.image.ImageShape;

/**
 * ResNet v2 for small images (arXiv 1603.05027): three stages of bottleneck blocks (1×1, 3×3, 1×1), each convolution after a batch norm
 * and ReLU. As in Keras' example the stages put out 64, 128 and 256 channels, a stage's first block has a 1×1 convolution as its
 * shortcut, and the very first block leaves out its first batch norm and ReLU, since the stem ends in them.
 */
final class PreActivation {

    private static final int STEM_CHANNELS = 16;
    private static final int STAGES = 3;
    private static final int FIRST_STAGE_CHANNELS = 64;

    private final GraphBuilder builder;
    private final int blocksPerStage;

    PreActivation(ImageShape image, int blocksPerStage) {
        this.builder = new GraphBuilder(image);
        this.blocksPerStage = blocksPerStage;
    }

    Graph graph(int classes) {
        Node x = builder.convolution("stem.conv", builder.input(), STEM_CHANNELS, 3, 1);
        x = activate("stem.bn", x);
        for (int stage = 1; stage <= STAGES; stage++) {
            for (int block = 1; block <= blocksPerStage; block++) {
                x = block(x, stage, block);
            }
        }
        x = activate("head.bn", x);
        builder.dense("dense", builder.globalAveragePool(x), classes);
        return builder.build();
    }

    private Node block(Node x, int stage, int block) {
        String name = "stage" + stage + ".block" + block;
        int output = FIRST_STAGE_CHANNELS << (stage - 1);
        // A stage's bottleneck is as wide as the stem in stage 1, and as the stage before puts out in the others.
        int bottleneck = stage == 1 ? STEM_CHANNELS : output / 2;
        int stride = stage > 1 && block == 1 ? 2 : 1;
        Node branch = stage == 1 && block == 1 ? x : activate(name + ".bn1", x);
        branch = builder.convolution(name + ".conv1", branch, bottleneck, 1, stride);
        branch = builder.convolution(name + ".conv2", activate(name + ".bn2", branch), bottleneck, 3, 1);
        branch = builder.convolution(name + ".conv3", activate(name + ".bn3", branch), output, 1, 1);
        Node shortcut = block == 1 ? builder.convolution(name + ".shortcut", x, output, 1, stride) : x;
        return builder.add(branch, shortcut);
    }

    private Node activate(String batchNorm, Node x) {
        return builder.relu(builder.batchNorm(batchNorm, x));
    }
}
