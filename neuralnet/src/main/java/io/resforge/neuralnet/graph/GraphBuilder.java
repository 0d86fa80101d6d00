package io.resforge.neuralnet.graph;

import io.resforge.neuralnet.graph.Node.Add;
import io.resforge.neuralnet.graph.Node.BatchNorm;
import io.resforge.neuralnet.graph.Node.Convolution;
import io.resforge.neuralnet.graph.Node.Dense;
import io.resforge.neuralnet.graph.Node.Dropout;
import io.resforge.neuralnet.graph.Node.Gelu;
import io.resforge.neuralnet.graph.Node.GlobalAveragePool;
import io.resforge.neuralnet.graph.Node.GlobalMaxPool;
import io.resforge.neuralnet.graph.Node.Input;
import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.graph.Node.MaxPool;
import io.resforge.neuralnet.graph.Node.Relu;
import io.resforge.neuralnet.graph.Node.Subsample;
import io.resforge.neuralnet.image.ImageShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Builds a {@link Graph} node by node. Each method returns the node that it added, to be read by later ones, and throws an {@link
 * IllegalArgumentException} that says which rule the new node would break.
 */
public final class GraphBuilder {

    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;
    private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*(\\.\\w+)*");

    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    public GraphBuilder(ImageShape image) {
        nodes.add(new Input(0, new Features(image.channels(), image.height(), image.width())));
    }

    /** The images. */
    public Node input() {
        return nodes.getFirst();
    }

    /** A convolution without a bias, as before a batch norm, which has one. */
    public Node convolution(String name, Node input, int channels, int kernel, int stride) {
        return convolution(name, input, channels, kernel, stride, false);
    }

    /** A convolution padded by half its kernel, whose side is odd. */
    public Node convolution(String name, Node input, int channels, int kernel, int stride, boolean bias) {
        return convolution(name, input, channels, kernel, stride, bias, KernelStart.HE);
    }

    /** A convolution whose kernel begins with numbers of a kind; {@link KernelStart#WHITENED} is {@link #whitening}. */
    public Node convolution(
            String name, Node input, int channels, int kernel, int stride, boolean bias, KernelStart start) {
        check(kernel >= 1 && kernel % 2 == 1, "the kernel of convolution %s must be odd, was %d", name, kernel);
        check(start != KernelStart.WHITENED, "convolution %s does not read the images, so it whitens nothing", name);
        return anyConvolution(name, input, channels, kernel, stride, bias, start);
    }

    /**
     * A convolution, with a bias, that decorrelates the patches of the images, and whose kernel is not trained: two filters for each number
     * of a patch, of which one is the other's negative. An even kernel is not padded.
     *
     * @param kernel side of the patches, smaller than the images
     */
    public Node whitening(String name, int kernel) {
        Features image = input().output();
        check(
                kernel >= 1 && kernel < Math.min(image.height(), image.width()),
                "the kernel of convolution %s must be smaller than the image, was %d",
                name,
                kernel);
        int filters = 2 * image.channels() * kernel * kernel;
        return anyConvolution(name, input(), filters, kernel, 1, true, KernelStart.WHITENED);
    }

    private Node anyConvolution(
            String name, Node input, int channels, int kernel, int stride, boolean bias, KernelStart start) {
        Features in = own(input).output();
        check(channels >= 1, "convolution %s needs at least 1 output channel, was %d", name, channels);
        check(stride >= 1, "the stride of convolution %s must be at least 1, was %d", name, stride);
        int lost = kernel % 2 == 0 ? kernel - 1 : 0;
        Features out = new Features(channels, strided(in.height() - lost, stride), strided(in.width() - lost, stride));
        int index = input.index();
        return add(new Convolution(next(), unique(name), index, in.channels(), kernel, stride, bias, start, out));
    }

    /** A batch norm with epsilon 1e-5 and momentum 0.1. */
    public Node batchNorm(String name, Node input) {
        return batchNorm(name, input, EPSILON, MOMENTUM);
    }

    public Node batchNorm(String name, Node input, double epsilon, double momentum) {
        return batchNorm(name, input, epsilon, momentum, true);
    }

    /** @param scaled whether it has a scale to train, beside its shift */
    public Node batchNorm(String name, Node input, double epsilon, double momentum, boolean scaled) {
        Features features = own(input).output();
        check(epsilon > 0, "epsilon of batch norm %s must be above 0, was %s", name, epsilon);
        check(momentum > 0 && momentum <= 1, "momentum of batch norm %s must be within (0, 1], was %s", name, momentum);
        return add(new BatchNorm(next(), unique(name), input.index(), epsilon, momentum, scaled, features));
    }

    public Node relu(Node input) {
        return add(new Relu(next(), own(input).index(), input.output()));
    }

    public Node gelu(Node input) {
        return add(new Gelu(next(), own(input).index(), input.output()));
    }

    /** The largest number of each square; what is left over at the right and below is not read. */
    public Node maxPool(Node input, int side) {
        Features in = own(input).output();
        check(side >= 1, "a pooling needs squares with sides of at least 1, was %d", side);
        check(
                side <= Math.min(in.height(), in.width()),
                "a pooling of %d×%d needs a map as large, was %s",
                side,
                side,
                in);
        Features out = new Features(in.channels(), in.height() / side, in.width() / side);
        return add(new MaxPool(next(), input.index(), side, out));
    }

    public Node globalMaxPool(Node input) {
        Features out = Features.vector(own(input).output().channels());
        return add(new GlobalMaxPool(next(), input.index(), out));
    }

    public Node add(Node left, Node right) {
        Features features = own(left).output();
        Features other = own(right).output();
        check(features.equals(other), "only equal shapes can be added, were %s and %s", features, other);
        return add(new Add(next(), left.index(), right.index(), features));
    }

    /** Every {@code stride}-th row and column, and channels of zeros behind the others until there are {@code channels}. */
    public Node subsample(Node input, int channels, int stride) {
        Features in = own(input).output();
        check(stride >= 1, "the stride of a subsampling must be at least 1, was %d", stride);
        check(
                channels >= in.channels(),
                "a subsampling can only add channels to its %d, it cannot put out %d",
                in.channels(),
                channels);
        Features out = new Features(channels, strided(in.height(), stride), strided(in.width(), stride));
        return add(new Subsample(next(), input.index(), in.channels(), stride, out));
    }

    public Node globalAveragePool(Node input) {
        Features out = Features.vector(own(input).output().channels());
        return add(new GlobalAveragePool(next(), input.index(), out));
    }

    public Node dropout(Node input, double rate) {
        check(rate >= 0 && rate < 1, "the rate of dropout must be within [0, 1), was %s", rate);
        return add(new Dropout(next(), own(input).index(), rate, input.output()));
    }

    /** A dense layer with a bias. */
    public Node dense(String name, Node input, int channels) {
        return dense(name, input, channels, true, 1, KernelStart.HE);
    }

    /**
     * A dense layer.
     *
     * @param scale of what it puts out, above 0
     */
    public Node dense(String name, Node input, int channels, boolean bias, double scale, KernelStart start) {
        check(scale > 0, "the scale of dense layer %s must be above 0, was %s", name, scale);
        check(
                start == KernelStart.HE || start == KernelStart.UNIFORM,
                "the matrix of dense layer %s has no channels in place, so it cannot begin with %s",
                name,
                start);
        Features in = own(input).output();
        check(
                in.isVector(),
                "dense layer %s needs a vector, was %s: put a global average pool or max pool before it",
                name,
                in);
        check(channels >= 1, "dense layer %s needs at least 1 output, was %d", name, channels);
        Features out = Features.vector(channels);
        return add(new Dense(next(), unique(name), input.index(), in.channels(), bias, scale, start, out));
    }

    /** The network, whose logits are what was added last. */
    public Graph build() {
        check(nodes.getLast() instanceof Dense, "a network must end in a dense layer, was %s", nodes.getLast());
        Graph graph = new Graph(nodes);
        for (Node node : nodes.subList(0, nodes.size() - 1)) {
            check(graph.readers(node.index()) > 0, "no node reads %s", node);
        }
        return graph;
    }

    private int next() {
        return nodes.size();
    }

    private Node add(Node node) {
        nodes.add(node);
        return node;
    }

    private Node own(Node node) {
        boolean own = node.index() < nodes.size() && nodes.get(node.index()) == node;
        check(own, "a node can read only nodes of its own graph, not %s", node);
        return node;
    }

    private String unique(String name) {
        check(NAME.matcher(name).matches(), "'%s' is no name: words of letters, digits and _ joined by dots", name);
        check(names.add(name), "two layers are named %s; names must differ", name);
        return name;
    }

    private static int strided(int side, int stride) {
        return (side - 1) / stride + 1;
    }

    private static void check(boolean rule, String message, Object... arguments) {
        if (!rule) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
        }
    }
}
