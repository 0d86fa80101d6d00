package io.resforge.neuralnet.onnx;

import static io.resforge.neuralnet.onnx.Onnx.attribute;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Folding.Folded;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes a folded network's operations, node by node. */
final class OnnxGraph {

    private final Graph graph;
    private final PixelScale scale;
    private final Outputs outputs;
    private final Optional<Int8Arithmetic> int8;
    private final Message message;
    private final Map<String, NamedTensor> tensors = new HashMap<>();
    /** The name of each node's output. */
    private final String[] values;

    /** What a graph puts out beside the logits. */
    enum Outputs {
        LOGITS,
        /** What the last layer reads, too. */
        FEATURES,
        /** The smallest and the largest number of each node, too. */
        RANGES
    }

    private OnnxGraph(Folded network, PixelScale scale, Outputs outputs, Optional<ActivationRanges> ranges) {
        this.graph = network.graph();
        this.scale = scale;
        this.outputs = outputs;
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
        this.int8 = ranges.map(it -> new Int8Arithmetic(graph, it, message));
    }

    private List<Message> outputs() {
        List<Message> all = new ArrayList<>();
        all.add(Onnx.value(OnnxModel.OUTPUT, Onnx.FLOAT32, List.of(graph.classes())));
        if (outputs == Outputs.FEATURES) {
            all.add(Onnx.value(OnnxModel.FEATURES, Onnx.FLOAT32, List.of(graph.features())));
        }
        if (outputs == Outputs.RANGES) {
            for (Node node : graph.nodes()) {
                all.add(Onnx.scalar(OnnxModel.LOW + node.index(), Onnx.FLOAT32));
                all.add(Onnx.scalar(OnnxModel.HIGH + node.index(), Onnx.FLOAT32));
            }
        }
        return all;
    }

    /** @param ranges of each node's output, if they are to be bytes */
    static Message of(Folded network, PixelScale scale, Outputs outputs, Optional<ActivationRanges> ranges) {
        OnnxGraph writer = new OnnxGraph(network, scale, outputs, ranges);
        writer.graph.nodes().forEach(writer::writeOutput);
        return writer.message;
    }

    private void writeOutput(Node node) {
        String value = write(node);
        if (outputs == Outputs.RANGES) {
            operation("ReduceMin", List.of(value), OnnxModel.LOW + node.index(), attribute("keepdims", 0));
            operation("ReduceMax", List.of(value), OnnxModel.HIGH + node.index(), attribute("keepdims", 0));
        }
        values[node.index()] = int8.map(it -> it.activation(node, value)).orElse(value);
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
        boolean bytes = int8.filter(it -> !it.staysFloats(node)).isPresent();
        List<String> inputs = bytes
                ? weighted(node.input(), node.name(), kernel.shape(), numbers, bias(node.name()))
                : floats(node.input(), node.name(), kernel.shape(), numbers, bias(node.name()));
        return convolve(inputs, node.name(), node.kernel(), node.stride(), node.padding());
    }

    private Optional<float[]> bias(String layer) {
        return Optional.ofNullable(tensors.get(layer + ".bias")).map(NamedTensor::values);
    }

    /** The inputs of an operation that multiplies: a node's output, the kernel, and the bias if there is one. */
    private List<String> weighted(int input, String name, List<Integer> shape, float[] kernel, Optional<float[]> bias) {
        if (int8.isEmpty()) {
            return floats(input, name, shape, kernel, bias);
        }
        List<String> inputs = new ArrayList<>(List.of(values[input]));
        float[] numbers = bias.orElseGet(() -> new float[shape.getFirst()]);
        inputs.addAll(int8.get().kernel(name + ".weight", shape, kernel, numbers, input));
        return inputs;
    }

    private List<String> floats(int input, String name, List<Integer> shape, float[] kernel, Optional<float[]> bias) {
        List<String> inputs = new ArrayList<>(List.of(values[input], constant(name + ".weight", shape, kernel)));
        bias.ifPresent(it -> inputs.add(constant(name + ".bias", List.of(it.length), it)));
        return inputs;
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
        List<Integer> shape = List.of(node.output().channels(), in, 1, 1);
        List<String> inputs = weighted(node.input(), named(node), shape, kernel, Optional.empty());
        return convolve(inputs, named(node), 1, node.stride(), 0);
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
        if (int8.isPresent()) {
            return channelByChannel(node);
        }
        List<String> inputs = List.of(
                values[node.input()],
                node.scaled() ? constant(node.name() + ".weight") : ones(node),
                constant(node.name() + ".bias"),
                constant(node.name() + ".running_mean"),
                constant(node.name() + ".running_var"));
        return operation("BatchNormalization", inputs, node.name(), attribute("epsilon", (float) node.epsilon()));
    }

    /** The same as a convolution of each channel by one number, which runtimes can compute on bytes. */
    private String channelByChannel(Node.BatchNorm node) {
        int channels = node.output().channels();
        float[] kernel = new float[channels];
        float[] bias = new float[channels];
        for (int i = 0; i < channels; i++) {
            double factor = (node.scaled() ? number(node, ".weight", i) : 1)
                    / Math.sqrt(number(node, ".running_var", i) + node.epsilon());
            kernel[i] = (float) factor;
            bias[i] = (float) (number(node, ".bias", i) - number(node, ".running_mean", i) * factor);
        }
        List<String> inputs =
                weighted(node.input(), node.name(), List.of(channels, 1, 1, 1), kernel, Optional.of(bias));
        return operation(
                "Conv", inputs, node.name(), attribute("kernel_shape", List.of(1, 1)), attribute("group", channels));
    }

    private double number(Node.BatchNorm node, String tensor, int channel) {
        return tensors.get(node.name() + tensor).values()[channel];
    }

    private String dense(Node.Dense node) {
        boolean last = node.index() == values.length - 1;
        NamedTensor kernel = tensors.get(node.name() + ".weight");
        String vector = operation(
                "Flatten",
                List.of(values[node.input()]),
                last && outputs == Outputs.FEATURES ? OnnxModel.FEATURES : node.name() + ".input");
        List<String> inputs = weighted(node.input(), node.name(), kernel.shape(), kernel.values(), bias(node.name()));
        inputs.set(0, int8.map(it -> it.throughBytes(vector, node.input())).orElse(vector));
        return operation("Gemm", inputs, last ? OnnxModel.OUTPUT : node.name(), attribute("transB", 1));
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
