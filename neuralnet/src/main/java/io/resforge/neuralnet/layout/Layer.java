package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Features;
import io.resforge.neuralnet.graph.Node;

/**
 * One line of a {@link Summary}.
 *
 * @param name of the layer, empty where it has no parameters
 * @param kind such as {@code convolution 3×3 / 2}
 * @param output what it makes of one image
 * @param parameters trained numbers
 * @param multiplyAdds of one image
 */
public record Layer(String name, String kind, Features output, long parameters, long multiplyAdds) {

    /** Floating-point operations of one image: a multiplication and an addition for each multiply-add. */
    public long flops() {
        return 2 * multiplyAdds;
    }

    static Layer of(Node node) {
        Features out = node.output();
        return switch (node) {
            case Node.Input _ -> new Layer("", "input", out, 0, 0);
            case Node.Convolution c -> {
                long kernel = (long) c.kernel() * c.kernel() * c.inputChannels();
                long parameters = (kernel + (c.bias() ? 1 : 0)) * out.channels();
                yield new Layer(c.name(), kind(c), out, parameters, kernel * out.size());
            }
            case Node.BatchNorm b -> new Layer(b.name(), "batch norm", out, 2L * out.channels(), 0);
            case Node.Relu _ -> new Layer("", "ReLU", out, 0, 0);
            case Node.Add _ -> new Layer("", "add", out, 0, 0);
            case Node.Subsample s -> new Layer("", "subsample / " + s.stride(), out, 0, 0);
            case Node.GlobalAveragePool _ -> new Layer("", "global average pool", out, 0, 0);
            case Node.Dropout d -> new Layer("", "dropout " + d.rate(), out, 0, 0);
            case Node.Dense d -> {
                long products = (long) d.inputChannels() * out.channels();
                yield new Layer(d.name(), "dense", out, products + out.channels(), products);
            }
        };
    }

    private static String kind(Node.Convolution node) {
        String kind = "convolution " + node.kernel() + "×" + node.kernel();
        return node.stride() == 1 ? kind : kind + " / " + node.stride();
    }
}
