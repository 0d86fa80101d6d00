package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Features;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import java.util.List;
import java.util.Locale;

/**
 * What a network is made of, layer by layer. Work is counted as the ResNet papers do: one multiply-add for each weight that one image
 * meets at each place, in convolutions and dense layers; batch norm, ReLU, additions, pooling and biases count nothing.
 *
 * @param statistics the running means and variances
 * @param frozen numbers of kernels that are not trained
 */
public record Summary(List<Layer> layers, long statistics, long frozen) {

    private static final String ROW = "%-28s %-20s %11s %12s %16s\n";

    public Summary {
        layers = List.copyOf(layers);
    }

    public static Summary of(Graph graph) {
        ParameterLayout layout = ParameterLayout.of(graph);
        long frozen = layout.statistics().stream()
                .filter(slot -> slot.role() == TensorSlot.Role.FROZEN_KERNEL)
                .mapToLong(TensorSlot::length)
                .sum();
        return new Summary(graph.nodes().stream().map(Layer::of).toList(), layout.statisticCount() - frozen, frozen);
    }

    /** Trained numbers. */
    public long parameters() {
        return layers.stream().mapToLong(Layer::parameters).sum();
    }

    /** Multiply-adds of one image. */
    public long multiplyAdds() {
        return layers.stream().mapToLong(Layer::multiplyAdds).sum();
    }

    /** Floating-point operations of one image: two for each multiply-add. */
    public long flops() {
        return 2 * multiplyAdds();
    }

    /** The table to print, each line ended. */
    public String text() {
        StringBuilder text = new StringBuilder(row("layer", "kind", "output", "parameters", "multiply-adds"));
        layers.forEach(layer -> text.append(row(
                layer.name(),
                layer.kind(),
                layer.output().toString(),
                number(layer.parameters()),
                number(layer.multiplyAdds()))));
        text.append(row("total", "", "", number(parameters()), number(multiplyAdds())));
        text.append(number(flops())).append(" FLOPs an image, two for each multiply-add\n");
        text.append(number(statistics)).append(" running means and variances\n");
        if (frozen > 0) {
            text.append(number(frozen)).append(" numbers of kernels that are not trained\n");
        }
        return text.toString();
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, ROW, (Object[]) cells).replaceAll(" +\n", "\n");
    }

    private static String number(long value) {
        return value == 0 ? "" : String.format(Locale.ROOT, "%,d", value);
    }

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
                    long parameters = ((c.isFrozen() ? 0 : kernel) + (c.bias() ? 1 : 0)) * out.channels();
                    yield new Layer(c.name(), kind(c), out, parameters, kernel * out.size());
                }
                case Node.BatchNorm b ->
                    new Layer(b.name(), "batch norm", out, (b.scaled() ? 2L : 1L) * out.channels(), 0);
                case Node.Relu _ -> new Layer("", "ReLU", out, 0, 0);
                case Node.Gelu _ -> new Layer("", "GELU", out, 0, 0);
                case Node.MaxPool m -> new Layer("", "max pool " + m.side() + "×" + m.side(), out, 0, 0);
                case Node.GlobalMaxPool _ -> new Layer("", "global max pool", out, 0, 0);
                case Node.Add _ -> new Layer("", "add", out, 0, 0);
                case Node.Subsample s -> new Layer("", "subsample / " + s.stride(), out, 0, 0);
                case Node.GlobalAveragePool _ -> new Layer("", "global average pool", out, 0, 0);
                case Node.Dropout d -> new Layer("", "dropout " + d.rate(), out, 0, 0);
                case Node.Dense d -> {
                    long products = (long) d.inputChannels() * out.channels();
                    yield new Layer(d.name(), "dense", out, products + (d.bias() ? out.channels() : 0), products);
                }
            };
        }

        private static String kind(Node.Convolution node) {
            String kind = (node.isFrozen() ? "whitening " : "convolution ") + node.kernel() + "×" + node.kernel();
            return node.stride() == 1 ? kind : kind + " / " + node.stride();
        }
    }
}
