package io.resforge.network.resnet;

import io.resforge.network.graph.Graph;
import io.resforge.network.graph.GraphBuilder;
import io.resforge.network.graph.Node;
import io.resforge.network.image.ImageShape;

/**
 * ResNet v1 for small images (arXiv 1512.03385, section 4.2): three stages of blocks with two 3×3 convolutions each, of 16, 32 and 64
 * channels. Where shapes change the shortcut is a 1×1 convolution without batch norm, as in Keras' example.
 */
final class PostActivation {

    private static final int STEM_CHANNELS = 16;
    private static final int STAGES = 3;

    private final GraphBuilder builder;
    private final int blocksPerStage;

    PostActivation(ImageShape image, int blocksPerStage) {
        this.builder = new GraphBuilder(image);
        this.blocksPerStage = blocksPerStage;
    }

    Graph graph(int classes) {
        Node x = convolve("stem.conv", "stem.bn", builder.input(), STEM_CHANNELS, 1);
        x = builder.relu(x);
        for (int stage = 1; stage <= STAGES; stage++) {
            for (int block = 1; block <= blocksPerStage; block++) {
                x = block(x, stage, block);
            }
        }
        builder.dense("dense", builder.globalAveragePool(x), classes);
        return builder.build();
    }

    private Node block(Node x, int stage, int block) {
        String name = "stage" + stage + ".block" + block;
        int channels = STEM_CHANNELS << (stage - 1);
        boolean narrows = stage > 1 && block == 1;
        int stride = narrows ? 2 : 1;
        Node branch = builder.relu(convolve(name + ".conv1", name + ".bn1", x, channels, stride));
        branch = convolve(name + ".conv2", name + ".bn2", branch, channels, 1);
        Node shortcut = narrows ? builder.convolution(name + ".shortcut", x, channels, 1, stride) : x;
        return builder.relu(builder.add(branch, shortcut));
    }

    private Node convolve(String convolution, String batchNorm, Node x, int channels, int stride) {
        return builder.batchNorm(batchNorm, builder.convolution(convolution, x, channels, 3, stride));
    }
}
