package io.resforge.neuralnet.torchscript;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.TensorSlot;
import java.util.List;
import java.util.Locale;

/** Lines of a TorchScript function, and the variable that holds each node's output. */
final class ScriptBody {

    private static final String CLASS = """
            class Network(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Network,
                  %s) -> %s:
            %s    return %s
            """;

    private final StringBuilder lines = new StringBuilder();
    private final String[] values;
    private int variables;

    /** Lines that compute no network. */
    ScriptBody() {
        this.values = new String[0];
    }

    ScriptBody(Graph graph) {
        this.values = new String[graph.nodes().size()];
    }

    /** Adds a line that computes something, and returns the variable that holds it. */
    String assign(String expression, Object... arguments) {
        String variable = "t" + variables++;
        define(variable, expression, arguments);
        return variable;
    }

    void define(String variable, String expression, Object... arguments) {
        lines.append("    ").append(variable).append(" = ");
        lines.append(String.format(Locale.ROOT, expression, arguments)).append('\n');
    }

    void output(Node node, String variable) {
        values[node.index()] = variable;
    }

    String value(int index) {
        return values[index];
    }

    String logits() {
        return values[values.length - 1];
    }

    /** The whole script. */
    String script(List<String> arguments, String returnType, String result) {
        return String.format(Locale.ROOT, CLASS, String.join(",\n      ", arguments), returnType, lines, result);
    }

    /** A convolution with stride and padding as the node says. */
    static String convolution(Node.Convolution node, String input, String kernel, String bias) {
        return String.format(
                Locale.ROOT,
                "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], 1)",
                input,
                kernel,
                bias,
                node.stride(),
                node.stride(),
                node.padding(),
                node.padding());
    }

    /** Pooling windows of one pixel: unlike slices they keep the memory format of the gradient, and they copy, so to be overwritten. */
    String subsample(Node.Subsample node) {
        String pooled = assign(
                "torch.avg_pool2d(%s, [1, 1], [%d, %d], [0, 0], True)",
                value(node.input()), node.stride(), node.stride());
        int zeros = node.output().channels() - node.inputChannels();
        return zeros == 0 ? pooled : assign("torch.constant_pad_nd(%s, [0, 0, 0, 0, 0, %d], 0)", pooled, zeros);
    }

    /**
     * Whether a convolution reads only every {@code stride}-th row and column. Those are then copied first: PyTorch computes such a
     * convolution, and above all its gradients, at a fraction of the speed of one without a stride.
     */
    static boolean picks(Node.Convolution node) {
        return node.kernel() == 1 && node.stride() > 1;
    }

    /** Every {@code stride}-th row and column of a tensor, as a view of it. */
    static String every(int stride, String tensor) {
        return String.format(
                Locale.ROOT, "torch.slice(torch.slice(%s, 2, 0, None, %d), 3, 0, None, %d)", tensor, stride, stride);
    }

    /** The variable of what a convolution {@link #picks}. */
    static String picked(Node.Convolution node) {
        return "x" + node.index();
    }

    /** The variable of a kernel. */
    static String kernel(Node.Convolution node) {
        return "kernel" + node.index();
    }

    /** The variable of a batch's means. */
    static String mean(Node.BatchNorm node) {
        return "mean" + node.index();
    }

    /** The variable of the reciprocals of a batch's standard deviations. */
    static String inverseDeviation(Node.BatchNorm node) {
        return "scale" + node.index();
    }

    /** What a dense layer puts out, times its scale. */
    String scaled(Node.Dense node, String product) {
        return node.scale() == 1 ? product : assign("torch.mul(%s, %s)", product, node.scale());
    }

    /** The variable that says which of its input's numbers a max pool kept. */
    static String places(Node node) {
        return "places" + node.index();
    }

    /** The variable that says which numbers dropout kept. */
    static String mask(Node.Dropout node) {
        return "mask" + node.index();
    }

    /** Cuts a flat vector into its tensors. */
    static String split(String vector, List<TensorSlot> slots) {
        List<Integer> lengths = slots.stream().map(TensorSlot::length).toList();
        return String.format(Locale.ROOT, "torch.split_with_sizes(%s, %s, 0)", vector, lengths);
    }
}
