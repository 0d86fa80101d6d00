package io.resforge.neuralnet.onnx;

import static io.resforge.neuralnet.onnx.Onnx.attribute;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Folding.Folded;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a folded network's operations, node by node. */
final class OnnxGraph {

    private final Graph graph;
    private final PixelScale scale;
    private final boolean features;
    private final Message message;
    private final Map<String, NamedTensor> tensors = new HashMap<>();
    /** The name of each node's output. */
    private final String[] values;

    private OnnxGraph(Folded network, PixelScale scale, boolean features) {
        this.graph = network.graph();
        this.scale = scale;
        this.features = features;
        this.values = new String[graph.nodes().size()];
        this.message = Onnx.graph(
                "network",
                Onnx.value(
                        OnnxModel.INPUT,
                        Onnx.UINT8,
                        List.of(
                                graph.image().height(),
                                graph.image().width(),
                                graph.image().channels())),
                outputs());
        ParameterLayout.of(graph).split(network.weights()).forEach(tensor -> tensors.put(tensor.name(), tensor));
    }

    private List<Message> outputs() {
        Message logits = Onnx.value(OnnxModel.OUTPUT, Onnx.FLOAT32, List.of(graph.classes()));
        return features
                ? List.of(logits, Onnx.value(OnnxModel.FEATURES, Onnx.FLOAT32, List.of(graph.features())))
                : List.of(logits);
    }

    /** @param features whether what the last layer reads is an output too */
    static Message of(Folded network, PixelScale scale, boolean features) {
        OnnxGraph writer = new OnnxGraph(network, scale, features);
        writer.graph.nodes().forEach(node -> writer.values[node.index()] = writer.write(node));
        return writer.message;
    }

    private String write(Node node) {
        return switch (node) {
            case Node.Input _ -> head();
            case Node.Convolution c -> convolution(c);
            case Node.BatchNorm b -> batchNorm(b);
            case Node.Relu r -> operation("Relu", List.of(values[r.input()]), named(r));
            case Node.Gelu g -> gelu(g);
            case Node.MaxPool m ->
                operation(
                        "MaxPool",
                        List.of(values[m.input()]),
                        named(m),
                        attribute("kernel_shape", List.of(m.side(), m.side())),
                        attribute("strides", List.of(m.side(), m.side())));
            case Node.GlobalMaxPool m -> operation("GlobalMaxPool", List.of(values[m.input()]), named(m));
            case Node.Add a -> operation("Add", List.of(values[a.left()], values[a.right()]), named(a));
            case Node.Subsample s -> subsample(s);
            case Node.GlobalAveragePool p -> operation("GlobalAveragePool", List.of(values[p.input()]), named(p));
            case Node.Dropout d -> values[d.input()];
            case Node.Dense d -> dense(d);
        };
    }

    /** Transposed while they are still bytes, which is a quarter of the memory to move. */
    private String head() {
        String planes =
                operation("Transpose", List.of(OnnxModel.INPUT), "planes", attribute("perm", List.of(0, 3, 1, 2)));
        String value = operation("Cast", List.of(planes), "pixels", attribute("to", Onnx.FLOAT32));
        if (scale.shifts()) {
            value = operation("Sub", List.of(value, constant("mean", scale.shape(), scale.shift())), "centred");
        }
        return scalesKernels()
                ? value
                : operation(
                        "Mul",
                        List.of(value, constant("scale", List.of(scale.factors().length, 1, 1), scale.factors())),
                        "scaled");
    }

    /** Whether the factors of the pixels can become part of the kernels that read them; the zeros around an image stay zeros. */
    private boolean scalesKernels() {
        return graph.nodes().stream()
                .filter(node -> node.inputs().contains(0))
                .allMatch(Node.Convolution.class::isInstance);
    }

    private String convolution(Node.Convolution node) {
        NamedTensor kernel = tensors.get(node.name() + ".weight");
        float[] numbers = node.input() == 0 ? scaled(kernel) : kernel.values();
        String weight = constant(kernel.name(), kernel.shape(), numbers);
        List<String> inputs = node.bias()
                ? List.of(values[node.input()], weight, constant(node.name() + ".bias"))
                : List.of(values[node.input()], weight);
        return convolve(inputs, node.name(), node.kernel(), node.stride(), node.padding());
    }

    private float[] scaled(NamedTensor kernel) {
        float[] numbers = kernel.values().clone();
        int area = kernel.shape().get(2) * kernel.shape().get(3);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= scale.factors()[i / area % scale.factors().length];
        }
        return numbers;
    }

    private String convolve(List<String> inputs, String output, int kernel, int stride, int padding) {
        return operation(
                "Conv",
                inputs,
                output,
                attribute("kernel_shape", List.of(kernel, kernel)),
                attribute("pads", List.of(padding, padding, padding, padding)),
                attribute("strides", List.of(stride, stride)));
    }

    /**
     * A convolution by ones and zeros, which is exact: runtimes keep its input's blocked layout and add it to the other branch in
     * passing, neither of which they do for a pooling and a padding.
     */
    private String subsample(Node.Subsample node) {
        int in = node.inputChannels();
        float[] kernel = new float[node.output().channels() * in];
        for (int channel = 0; channel < in; channel++) {
            kernel[channel * in + channel] = 1;
        }
        String weight = constant(named(node) + ".weight", List.of(node.output().channels(), in, 1, 1), kernel);
        return convolve(List.of(values[node.input()], weight), named(node), 1, node.stride(), 0);
    }

    /** {@code x · ½ (1 + erf(x / √2))}: this operator set has no operation for it; runtimes know this form of it. */
    private String gelu(Node.Gelu node) {
        String x = values[node.input()];
        String name = named(node);
        String root = constant(name + ".root", List.of(1), new float[] {(float) Math.sqrt(2)});
        String one = constant(name + ".one", List.of(1), new float[] {1});
        String half = constant(name + ".half", List.of(1), new float[] {.5f});
        String scaled = operation("Div", List.of(x, root), name + ".scaled");
        String erf = operation("Erf", List.of(scaled), name + ".erf");
        String raised = operation("Add", List.of(erf, one), name + ".raised");
        String product = operation("Mul", List.of(x, raised), name + ".product");
        return operation("Mul", List.of(product, half), name);
    }

    private String ones(Node.BatchNorm node) {
        float[] ones = new float[node.output().channels()];
        Arrays.fill(ones, 1);
        return constant(node.name() + ".weight", List.of(ones.length), ones);
    }

    private String batchNorm(Node.BatchNorm node) {
        List<String> inputs = List.of(
                values[node.input()],
                node.scaled() ? constant(node.name() + ".weight") : ones(node),
                constant(node.name() + ".bias"),
                constant(node.name() + ".running_mean"),
                constant(node.name() + ".running_var"));
        return operation("BatchNormalization", inputs, node.name(), attribute("epsilon", (float) node.epsilon()));
    }

    private String dense(Node.Dense node) {
        boolean last = node.index() == values.length - 1;
        String vector = operation(
                "Flatten",
                List.of(values[node.input()]),
                last && features ? OnnxModel.FEATURES : node.name() + ".input");
        String weight = constant(node.name() + ".weight");
        return operation(
                "Gemm",
                node.bias() ? List.of(vector, weight, constant(node.name() + ".bias")) : List.of(vector, weight),
                last ? OnnxModel.OUTPUT : node.name(),
                attribute("transB", 1));
    }

    private String constant(String name) {
        NamedTensor tensor = tensors.get(name);
        return constant(name, tensor.shape(), tensor.values());
    }

    private String constant(String name, List<Integer> shape, float[] numbers) {
        Onnx.constant(message, name, shape, numbers);
        return name;
    }

    private String operation(String type, List<String> inputs, String output, Message... attributes) {
        Onnx.operation(message, type, inputs, output, List.of(attributes));
        return output;
    }

    /** A name for what has none; layers' names never begin with a digit. */
    private static String named(Node node) {
        return node.index() + "." + node.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
