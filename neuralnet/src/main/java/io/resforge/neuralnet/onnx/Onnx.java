package io.resforge.neuralnet.onnx;

import java.util.List;

/** The messages of ONNX that are needed here. The numbers are those of {@code onnx.proto}. */
final class Onnx {

    /** The version of the format, that of ONNX 1.12: older readers refuse newer ones. */
    private static final int IR_VERSION = 8;

    private static final int OPERATOR_SET = 17;

    /** Types of numbers. */
    static final int FLOAT32 = 1;

    static final int UINT8 = 2;

    static final int INT8 = 3;

    static final int INT32 = 6;

    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private Onnx() {}

    /** A model of one graph, which {@link #graph} began. */
    static Message model(Message graph) {
        return new Message()
                .add(1, IR_VERSION)
                .add(2, "resforge")
                .add(7, graph)
                .add(8, new Message().add(1, "").add(2, OPERATOR_SET));
    }

    /** An entry of a model's metadata. */
    static void metadata(Message model, String key, String value) {
        model.add(14, new Message().add(1, key).add(2, value));
    }

    /** A graph with one input and some outputs, which are {@link #value}s. */
    static Message graph(String name, Message input, List<Message> outputs) {
        Message graph = new Message().add(2, name).add(11, input);
        outputs.forEach(output -> graph.add(12, output));
        return graph;
    }

    /** Adds an operation to a graph. */
    static void operation(Message graph, String type, List<String> inputs, String output, List<Message> attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.add(1, input));
        node.add(2, output).add(3, output).add(4, type);
        attributes.forEach(attribute -> node.add(5, attribute));
        graph.add(1, node);
    }

    /** Adds a constant to a graph. */
    static void constant(Message graph, String name, List<Integer> shape, float[] values) {
        graph.add(5, tensor(name, FLOAT32, shape).add(9, values));
    }

    /** Adds a constant of bytes to a graph: those of integers, little-endian. */
    static void constant(Message graph, String name, int type, List<Integer> shape, byte[] values) {
        graph.add(5, tensor(name, type, shape).add(9, values));
    }

    private static Message tensor(String name, int type, List<Integer> shape) {
        Message tensor = new Message();
        shape.forEach(side -> tensor.add(1, side.longValue()));
        return tensor.add(2, type).add(8, name);
    }

    /** One number for the whole batch. */
    static Message scalar(String name, int type) {
        Message tensor = new Message().add(1, type).add(2, new Message());
        return new Message().add(1, name).add(2, new Message().add(1, tensor));
    }

    /** A batch of any size: {@code [N, shape…]}. */
    static Message value(String name, int type, List<Integer> shape) {
        Message sides = new Message().add(1, new Message().add(2, "N"));
        shape.forEach(side -> sides.add(1, new Message().add(1, side.longValue())));
        Message tensor = new Message().add(1, type).add(2, sides);
        return new Message().add(1, name).add(2, new Message().add(1, tensor));
    }

    static Message attribute(String name, int value) {
        return new Message().add(1, name).add(3, value).add(20, ATTRIBUTE_INT);
    }

    static Message attribute(String name, float value) {
        return new Message().add(1, name).add(2, value).add(20, ATTRIBUTE_FLOAT);
    }

    static Message attribute(String name, List<Integer> values) {
        Message attribute = new Message().add(1, name);
        values.forEach(value -> attribute.add(8, value.longValue()));
        return attribute.add(20, ATTRIBUTE_INTS);
    }
}
