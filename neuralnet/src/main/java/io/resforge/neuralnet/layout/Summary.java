package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Graph;
import java.util.List;
import java.util.Locale;

/**
 * What a network is made of, layer by layer. Work is counted as the ResNet papers do: one multiply-add for each weight that one image
 * meets at each place, in convolutions and dense layers; batch norm, ReLU, additions, pooling and biases count nothing.
 *
 * @param statistics numbers that are not trained: the running means and variances
 */
public record Summary(List<Layer> layers, long statistics) {

    private static final String ROW = "%-28s %-20s %11s %12s %16s\n";

    public Summary {
        layers = List.copyOf(layers);
    }

    public static Summary of(Graph graph) {
        return new Summary(
                graph.nodes().stream().map(Layer::of).toList(),
                ParameterLayout.of(graph).statisticCount());
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
        return text.toString();
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, ROW, (Object[]) cells).replaceAll(" +\n", "\n");
    }

    private static String number(long value) {
        return value == 0 ? "" : String.format(Locale.ROOT, "%,d", value);
    }
}
