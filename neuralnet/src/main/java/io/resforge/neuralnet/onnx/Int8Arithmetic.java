package io.resforge.neuralnet.onnx;

import static io.resforge.neuralnet.onnx.Onnx.attribute;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says how a network's numbers become integers: unsigned bytes between layers, signed bytes by output channel for kernels. Each operation
 * stands between a conversion to floats and one from floats, which a runtime fuses into one operation on integers.
 */
final class Int8Arithmetic {

    private static final int LARGEST_ACTIVATION = 255;
    private static final int LARGEST_WEIGHT = 127;
    /** Of a bias, which leaves room for the sum of the products. */
    private static final double LARGEST_BIAS = 1 << 30;

    /** Below that GELU is 0, give or take 0.004. */
    private static final float LEAST_OF_GELU = -3;

    private final Graph graph;
    private final ActivationRanges ranges;
    private final Message message;

    /** @throws IllegalArgumentException if there is not one range for each node */
    Int8Arithmetic(Graph graph, ActivationRanges ranges, Message message) {
        if (ranges.lows().size() != graph.nodes().size()) {
            throw new IllegalArgumentException(
                    "the folded network has " + graph.nodes().size() + " nodes, there are ranges for "
                            + ranges.lows().size());
        }
        this.graph = graph;
        this.ranges = ranges;
        this.message = message;
    }

    /**
     * Whether a convolution is computed with floats: one that whitens. What it puts out are small differences of large numbers, in which the
     * rounding of its pixels and of its kernel would be as loud as what they tell.
     */
    boolean staysFloats(Node node) {
        return node instanceof Node.Convolution convolution && convolution.isFrozen();
    }

    /** What readers of a node are given: its output by way of bytes, unless all of them take floats. */
    String activation(Node node, String value) {
        boolean last = node.index() == graph.nodes().size() - 1;
        if (last || node instanceof Node.Dropout || isReadBy(Node.Relu.class, node) || areFloatsRead(node)) {
            return value;
        }
        return throughBytes(value, node.index());
    }

    private boolean areFloatsRead(Node node) {
        return staysFloats(node) && isReadBy(Node.Gelu.class, node)
                || readers(node.index()).allMatch(this::staysFloats);
    }

    /** Whether a node of one kind reads it, and no other does: a sum or a convolution and its ReLU are one operation, with no bytes between. */
    private boolean isReadBy(Class<? extends Node> kind, Node node) {
        return graph.readers(node.index()) == 1 && readers(node.index()).allMatch(kind::isInstance);
    }

    private Stream<Node> readers(int node) {
        return graph.nodes().stream().filter(reader -> reader.inputs().contains(node));
    }

    /** A value as bytes of a node's range, and floats again. */
    String throughBytes(String value, int node) {
        int source = source(node);
        float scale = scale(source);
        int zero = Math.clamp(Math.round(-low(source) / scale), 0, LARGEST_ACTIVATION);
        String scaleName = value + ".scale";
        String zeroName = value + ".zero";
        Onnx.constant(message, scaleName, List.of(), new float[] {scale});
        Onnx.constant(message, zeroName, Onnx.UINT8, List.of(), new byte[] {(byte) zero});
        Onnx.operation(message, "QuantizeLinear", List.of(value, scaleName, zeroName), value + ".q", List.of());
        Onnx.operation(
                message, "DequantizeLinear", List.of(value + ".q", scaleName, zeroName), value + ".dq", List.of());
        return value + ".dq";
    }

    /**
     * A kernel as signed bytes and its bias as integers, as floats again.
     *
     * @param shape the output channels first
     * @param bias one number for each output channel
     * @param input the node that is multiplied
     * @return the names of the kernel and of the bias
     */
    List<String> kernel(String name, List<Integer> shape, float[] values, float[] bias, int input) {
        int channels = shape.getFirst();
        int length = values.length / channels;
        float inputScale = scale(source(input));
        float[] scales = new float[channels];
        float[] biasScales = new float[channels];
        byte[] bytes = new byte[values.length];
        ByteBuffer integers = ByteBuffer.allocate(channels * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int channel = 0; channel < channels; channel++) {
            float scale = weightScale(values, channel * length, length, bias[channel] / inputScale);
            scales[channel] = scale;
            biasScales[channel] = scale * inputScale;
            for (int i = channel * length; i < (channel + 1) * length; i++) {
                bytes[i] = (byte) Math.clamp(Math.round(values[i] / scale), -LARGEST_WEIGHT, LARGEST_WEIGHT);
            }
            integers.putInt((int) Math.rint((double) bias[channel] / biasScales[channel]));
        }
        return List.of(
                integers(name, Onnx.INT8, shape, bytes, scales),
                integers(name + ".bias", Onnx.INT32, List.of(channels), integers.array(), biasScales));
    }

    /** So large that neither the kernel nor the bias of a channel overflows. */
    private static float weightScale(float[] values, int first, int length, float bias) {
        float largest = 0;
        for (int i = first; i < first + length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float scale = Math.max(largest / LARGEST_WEIGHT, (float) (Math.abs(bias) / LARGEST_BIAS));
        return scale > Float.MIN_NORMAL ? scale : 1f / LARGEST_WEIGHT;
    }

    private String integers(String name, int type, List<Integer> shape, byte[] values, float[] scales) {
        List<Integer> channels = List.of(scales.length);
        int size = type == Onnx.INT8 ? Byte.BYTES : Integer.BYTES;
        Onnx.constant(message, name + ".q", type, shape, values);
        Onnx.constant(message, name + ".scale", channels, scales);
        Onnx.constant(message, name + ".zero", type, channels, new byte[scales.length * size]);
        Onnx.operation(
                message,
                "DequantizeLinear",
                List.of(name + ".q", name + ".scale", name + ".zero"),
                name,
                List.of(attribute("axis", 0)));
        return name;
    }

    /** The node whose range a node has: what is only taken from another keeps its bytes, and what a max pool leaves out needs none. */
    private int source(int node) {
        Node it = graph.nodes().get(node);
        return switch (it) {
            case Node.Dropout d -> source(d.input());
            case Node.Subsample s -> source(s.input());
            default ->
                isReadBy(Node.MaxPool.class, it)
                        ? source(readers(node).findFirst().orElseThrow().index())
                        : node;
        };
    }

    private float scale(int node) {
        float scale = (high(node) - low(node)) / LARGEST_ACTIVATION;
        return scale > Float.MIN_NORMAL ? scale : 1f / LARGEST_ACTIVATION;
    }

    /** Zero is always exact: it is what a convolution is padded with. */
    private float low(int node) {
        float low = isReadBy(Node.Gelu.class, graph.nodes().get(node)) ? LEAST_OF_GELU : -Float.MAX_VALUE;
        return Math.clamp(ranges.lows().get(node), low, 0);
    }

    private float high(int node) {
        return Math.max(0, ranges.highs().get(node));
    }
}
