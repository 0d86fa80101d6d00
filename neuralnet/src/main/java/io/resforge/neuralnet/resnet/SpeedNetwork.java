package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;

/**
 * The network of arXiv 2404.00498, made to learn in few epochs: a stem that whitens 2×2 patches, then three groups of a convolution, a 2×2
 * max pool and a second convolution, each convolution followed by a batch norm without a scale and by GELU; the largest number of each
 * channel, and logits without a bias, times 1/9. In {@link Family#SPEED_RES} what a group's second convolution reads is added to what its
 * batch norm puts out, as in the same paper's larger networks.
 */
final class SpeedNetwork {

    /** Groups of a network: each halves the map. */
    static final int GROUPS = 3;

    /** Side of the patches that the stem whitens. */
    static final int PATCH = 2;

    private static final double LOGIT_SCALE = 1.0 / 9;

    private final Architecture architecture;
    private final GraphBuilder builder;

    SpeedNetwork(Architecture architecture, ImageShape image) {
        this.architecture = architecture;
        this.builder = new GraphBuilder(image);
    }

    Graph graph(int classes, double dropout) {
        Node x = builder.gelu(builder.whitening("stem.conv", PATCH));
        for (int stage = 1; stage <= GROUPS; stage++) {
            x = group(x, "stage" + stage + ".block1", architecture.channels().get(stage - 1));
        }
        Node pooled = builder.globalMaxPool(x);
        Node kept = dropout == 0 ? pooled : builder.dropout(pooled, dropout);
        builder.dense("dense", kept, classes, false, LOGIT_SCALE, KernelStart.UNIFORM);
        return builder.build();
    }

    private Node group(Node x, String name, int channels) {
        Node pooled = builder.maxPool(convolution(name + ".conv1", x, channels), 2);
        Node middle = builder.gelu(normalise(name + ".bn1", pooled));
        Node branch = normalise(name + ".bn2", convolution(name + ".conv2", middle, channels));
        return builder.gelu(architecture.family() == Family.SPEED_RES ? builder.add(branch, middle) : branch);
    }

    private Node convolution(String name, Node x, int channels) {
        return builder.convolution(name, x, channels, 3, 1, false, KernelStart.DIRAC);
    }

    private Node normalise(String name, Node x) {
        NormConstants norm = architecture.norm();
        return builder.batchNorm(name, x, norm.epsilon(), norm.momentum(), false);
    }
}
