package io.resforge.neuralnet.torchscript;

import io.resforge.neuralnet.graph.Features;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines that compute the gradient of a training script: node by node from the last to the first, each from its {@link PendingGradients}
 * gradients. Written out rather than left to PyTorch's recording of the forward pass: so gradients without another reader are
 * overwritten, and what the backward pass needs no more is freed at once.
 */
final class Backward {

    private static final int BFLOAT16 = 15;
    private static final int FLOAT32 = 6;

    private final Graph graph;
    private final Tensors tensors;
    private final ScriptBody body;
    private final List<PendingGradients> arriving = new ArrayList<>();
    private final String[] ofParameters;

    Backward(Graph graph, Tensors tensors, ScriptBody body) {
        this.graph = graph;
        this.tensors = tensors;
        this.body = body;
        this.ofParameters = new String[tensors.parameterCount()];
        graph.nodes().forEach(_ -> arriving.add(new PendingGradients()));
    }

    /** Writes the lines, and returns the expression of the flat gradient, fp32. */
    String from(String logitGradient) {
        List<Node> nodes = graph.nodes();
        arriving.getLast().add(logitGradient, true);
        for (Node node : nodes.reversed()) {
            if (!(node instanceof Node.Input)) {
                pass(node, arriving.get(node.index()).sum(body, body.value(node.index())));
            }
        }
        return String.format(Locale.ROOT, "torch.cat([%s])", String.join(", ", ofParameters));
    }

    private void pass(Node node, PendingGradients.Sum sum) {
        String gradient = sum.variable();
        switch (node) {
            case Node.Input _ -> throw new AssertionError("the gradient of the images is not needed");
            case Node.Convolution c -> convolution(c, gradient);
            case Node.BatchNorm b -> batchNorm(b, gradient);
            case Node.Relu r -> relu(r, sum);
            case Node.Gelu g ->
                to(g.input()).add(body.assign("torch.gelu_backward(%s, %s)", gradient, body.value(g.input())), true);
            case Node.MaxPool m -> maxPool(m, m.input(), m.side(), m.side(), gradient);
            case Node.GlobalMaxPool m -> globalMaxPool(m, gradient);
            case Node.Add a -> add(a, sum);
            case Node.Subsample s ->
                to(s.input())
                        .addPicked(body.assign("torch.slice(%s, 1, 0, %d)", gradient, s.inputChannels()), s.stride());
            case Node.GlobalAveragePool p -> globalAveragePool(p, gradient);
            case Node.Dropout d -> dropout(d, sum);
            case Node.Dense d -> dense(d, gradient);
        }
    }

    private void convolution(Node.Convolution node, String gradient) {
        boolean needsInput = !(graph.nodes().get(node.input()) instanceof Node.Input);
        String ofInput = "i" + node.index();
        String ofKernel = "k" + node.index();
        String ofBias = "b" + node.index();
        body.define(
                String.format(Locale.ROOT, "%s, %s, %s", ofInput, ofKernel, ofBias),
                "%s",
                convolutionBackward(node, gradient, needsInput));
        if (!node.isFrozen()) {
            // Back to how kernels lie in the flat vector: [O, K, K, I].
            keep(
                    node.name() + ".weight",
                    String.format(Locale.ROOT, "torch.flatten(torch.permute(%s, [0, 2, 3, 1]))", ofKernel));
        }
        if (node.bias()) {
            keep(node.name() + ".bias", ofBias);
        }
        if (needsInput && ScriptBody.picks(node)) {
            to(node.input()).addPicked(ofInput, node.stride());
        } else if (needsInput) {
            to(node.input()).add(ofInput, true);
        }
    }

    private String convolutionBackward(Node.Convolution node, String gradient, boolean needsInput) {
        boolean picks = ScriptBody.picks(node);
        int stride = picks ? 1 : node.stride();
        return String.format(
                Locale.ROOT,
                "torch.convolution_backward(%s, %s, %s, %s, [%d, %d], [%d, %d], [1, 1], False, [0, 0], 1, [%s, %s, %s])",
                gradient,
                picks ? ScriptBody.picked(node) : body.value(node.input()),
                ScriptBody.kernel(node),
                node.bias() ? "[" + node.output().channels() + "]" : "None",
                stride,
                stride,
                node.padding(),
                node.padding(),
                python(needsInput),
                python(!node.isFrozen()),
                python(node.bias()));
    }

    private void batchNorm(Node.BatchNorm node, String gradient) {
        String i = "i" + node.index();
        String scale = "k" + node.index();
        String shift = "b" + node.index();
        body.define(
                i + ", " + scale + ", " + shift,
                "torch.native_batch_norm_backward(%s, %s, %s, %s, %s, %s, %s, True, %s, [True, %s, True])",
                gradient,
                body.value(node.input()),
                tensors.scale(node),
                tensors.statistic(node.name() + ".running_mean"),
                tensors.statistic(node.name() + ".running_var"),
                ScriptBody.mean(node),
                ScriptBody.inverseDeviation(node),
                node.epsilon(),
                python(node.scaled()));
        if (node.scaled()) {
            ofParameters[tensors.place(node.name() + ".weight")] = scale;
        }
        ofParameters[tensors.place(node.name() + ".bias")] = shift;
        to(node.input()).add(i, true);
    }

    private void relu(Node.Relu node, PendingGradients.Sum sum) {
        String inPlace = sum.owned() ? ", grad_input=" + sum.variable() : "";
        String passed =
                body.assign("torch.threshold_backward(%s, %s, 0%s)", sum.variable(), body.value(node.index()), inPlace);
        to(node.input()).add(passed, true);
    }

    private void maxPool(Node node, int input, int height, int width, String gradient) {
        String passed = body.assign(
                "torch.max_pool2d_with_indices_backward(%s, %s, [%d, %d], [%d, %d], [0, 0], [1, 1], False, %s)",
                gradient, body.value(input), height, width, height, width, ScriptBody.places(node));
        to(input).add(passed, true);
    }

    private void globalMaxPool(Node.GlobalMaxPool node, String gradient) {
        Features map = graph.nodes().get(node.input()).output();
        String pixel = body.assign(
                "torch.unsqueeze(torch.unsqueeze(torch.to(%s, %d), 2), 3)",
                gradient, tensors.bf16() ? BFLOAT16 : FLOAT32);
        maxPool(node, node.input(), map.height(), map.width(), pixel);
    }

    /** Both terms get the same memory: it belongs to the one whose turn comes last. */
    private void add(Node.Add node, PendingGradients.Sum sum) {
        to(Math.max(node.left(), node.right())).add(sum.variable(), false);
        to(Math.min(node.left(), node.right())).add(sum.variable(), sum.owned());
    }

    private void globalAveragePool(Node.GlobalAveragePool node, String gradient) {
        String input = body.value(node.input());
        int pixels = graph.nodes().get(node.input()).output().height()
                * graph.nodes().get(node.input()).output().width();
        String share = body.assign(
                "torch.unsqueeze(torch.unsqueeze(torch.to(torch.mul(%s, %s), %d), 2), 3)",
                gradient, 1.0 / pixels, tensors.bf16() ? BFLOAT16 : FLOAT32);
        to(node.input())
                .add(body.assign("torch.contiguous(torch.expand_as(%s, %s), memory_format=2)", share, input), true);
    }

    private void dropout(Node.Dropout node, PendingGradients.Sum sum) {
        if (node.rate() == 0) {
            to(node.input()).add(sum.variable(), sum.owned());
            return;
        }
        String passed = body.assign(
                "torch.native_dropout_backward(%s, %s, %s)",
                sum.variable(), ScriptBody.mask(node), 1 / (1 - node.rate()));
        to(node.input()).add(passed, true);
    }

    private void dense(Node.Dense node, String ofOutput) {
        String gradient = body.scaled(node, ofOutput);
        String weight = String.format(
                Locale.ROOT, "torch.flatten(torch.mm(torch.t(%s), %s))", gradient, body.value(node.input()));
        ofParameters[tensors.place(node.name() + ".weight")] = weight;
        if (node.bias()) {
            ofParameters[tensors.place(node.name() + ".bias")] =
                    String.format(Locale.ROOT, "torch.sum(%s, [0])", gradient);
        }
        to(node.input()).add(body.assign("torch.mm(%s, %s)", gradient, tensors.matrix(node)), true);
    }

    private PendingGradients to(int index) {
        return arriving.get(index);
    }

    /** A convolution's gradients are of its own precision. */
    private void keep(String parameter, String gradient) {
        ofParameters[tensors.place(parameter)] =
                tensors.bf16() ? String.format(Locale.ROOT, "torch.to(%s, %d)", gradient, FLOAT32) : gradient;
    }

    private static String python(boolean value) {
        return value ? "True" : "False";
    }
}
