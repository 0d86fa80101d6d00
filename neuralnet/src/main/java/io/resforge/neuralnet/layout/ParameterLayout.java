package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.graph.Node.KernelStart;
import io.resforge.neuralnet.layout.TensorSlot.Role;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Where each parameter of a network lies in its flat vectors. Convolution kernels lie channels-last there, since that is what the
 * processor computes fastest; {@link #split} and {@link #join} speak PyTorch's order.
 */
public final class ParameterLayout {

    private final List<TensorSlot> parameters;
    private final List<TensorSlot> statistics;

    private ParameterLayout(List<TensorSlot> parameters, List<TensorSlot> statistics) {
        this.parameters = List.copyOf(parameters);
        this.statistics = List.copyOf(statistics);
    }

    /** The layout of a network. */
    public static ParameterLayout of(Graph graph) {
        TensorSlotList parameters = new TensorSlotList();
        TensorSlotList statistics = new TensorSlotList();
        graph.nodes().forEach(node -> place(node, parameters, statistics));
        return new ParameterLayout(parameters.slots(), statistics.slots());
    }

    private static void place(Node node, TensorSlotList parameters, TensorSlotList statistics) {
        switch (node) {
            case Node.Convolution c -> {
                int out = c.output().channels();
                (c.isFrozen() ? statistics : parameters)
                        .add(
                                c.name() + ".weight",
                                c.isFrozen() ? Role.FROZEN_KERNEL : Role.CONVOLUTION_KERNEL,
                                List.of(out, c.inputChannels(), c.kernel(), c.kernel()),
                                c.start());
                if (c.bias()) {
                    parameters.add(c.name() + ".bias", Role.BIAS, List.of(out));
                }
            }
            case Node.BatchNorm b -> {
                List<Integer> shape = List.of(b.output().channels());
                if (b.scaled()) {
                    parameters.add(b.name() + ".weight", Role.SCALE, shape);
                }
                parameters.add(b.name() + ".bias", Role.SHIFT, shape);
                statistics.add(b.name() + ".running_mean", Role.MEAN, shape);
                statistics.add(b.name() + ".running_var", Role.VARIANCE, shape);
            }
            case Node.Dense d -> {
                int out = d.output().channels();
                List<Integer> shape = List.of(out, d.inputChannels());
                parameters.add(d.name() + ".weight", Role.DENSE_KERNEL, shape, d.start());
                if (d.bias()) {
                    parameters.add(d.name() + ".bias", Role.BIAS, List.of(out));
                }
            }
            case Node.Input _,
                    Node.Relu _,
                    Node.Gelu _,
                    Node.Add _,
                    Node.Subsample _,
                    Node.MaxPool _,
                    Node.GlobalMaxPool _,
                    Node.GlobalAveragePool _,
                    Node.Dropout _ -> {}
        }
    }

    /** The tensors of the parameter vector, in its order, which is that of the graph's nodes. */
    public List<TensorSlot> parameters() {
        return parameters;
    }

    /** The tensors of the statistics vector, in the order of the nodes: each batch norm's mean, then its variance; kernels not trained. */
    public List<TensorSlot> statistics() {
        return statistics;
    }

    /** Length of the parameter vector. */
    public int parameterCount() {
        return end(parameters);
    }

    /** Length of the statistics vector. */
    public int statisticCount() {
        return end(statistics);
    }

    /**
     * 1 for each element of a kernel, 0 for biases and batch norm: where L2 acts.
     *
     * @param dense whether the dense layer's kernel counts, beside those of the convolutions
     */
    public float[] kernelMask(boolean dense) {
        return byTensor(
                slot -> slot.role().isKernel() && (dense || slot.role() != TensorSlot.Role.DENSE_KERNEL) ? 1 : 0);
    }

    /** A vector of the parameters' length with one number for all elements of a tensor. */
    public float[] byTensor(ToDoubleFunction<TensorSlot> number) {
        float[] vector = new float[parameterCount()];
        for (TensorSlot slot : parameters) {
            float value = (float) number.applyAsDouble(slot);
            Arrays.fill(vector, slot.offset(), slot.offset() + slot.length(), value);
        }
        return vector;
    }

    /**
     * Takes the flat vectors apart into named tensors: the parameters, then the statistics.
     *
     * @throws IllegalArgumentException if a vector's length is not this layout's
     */
    public List<NamedTensor> split(Weights weights) {
        checkLengths(weights);
        List<NamedTensor> tensors = new ArrayList<>();
        parameters.forEach(slot -> tensors.add(TensorSlotValues.read(slot, weights.parameters())));
        statistics.forEach(slot -> tensors.add(TensorSlotValues.read(slot, weights.statistics())));
        return Collections.unmodifiableList(tensors);
    }

    /**
     * Puts named tensors together again.
     *
     * @throws IllegalArgumentException if one is missing, unknown, or of another shape than the network's
     */
    public Weights join(Collection<NamedTensor> tensors) {
        Map<String, NamedTensor> byName = new LinkedHashMap<>();
        for (NamedTensor tensor : tensors) {
            if (byName.put(tensor.name(), tensor) != null) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " is there twice");
            }
        }
        Weights weights = new Weights(new float[parameterCount()], new float[statisticCount()]);
        parameters.forEach(slot -> TensorSlotValues.write(slot, byName.remove(slot.name()), weights.parameters()));
        statistics.forEach(slot -> TensorSlotValues.write(slot, byName.remove(slot.name()), weights.statistics()));
        if (!byName.isEmpty()) {
            throw new IllegalArgumentException("the network has no tensor named "
                    + byName.keySet().iterator().next() + "; its first is "
                    + parameters.getFirst().name());
        }
        return weights;
    }

    /**
     * Checks that weights fit this layout.
     *
     * @throws IllegalArgumentException if a vector's length is not this layout's
     */
    public Weights checkLengths(Weights weights) {
        if (weights.parameters().length != parameterCount() || weights.statistics().length != statisticCount()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the network has %d parameters and %d statistics, the weights %d and %d",
                    parameterCount(),
                    statisticCount(),
                    weights.parameters().length,
                    weights.statistics().length));
        }
        return weights;
    }

    private static int end(List<TensorSlot> slots) {
        return slots.isEmpty()
                ? 0
                : Math.addExact(slots.getLast().offset(), slots.getLast().length());
    }

    /** Places tensors one after another in a vector. */
    static final class TensorSlotList {

        private final List<TensorSlot> slots = new ArrayList<>();
        private int end;

        void add(String name, TensorSlot.Role role, List<Integer> shape) {
            add(name, role, shape, KernelStart.HE);
        }

        void add(String name, TensorSlot.Role role, List<Integer> shape, KernelStart start) {
            TensorSlot slot = new TensorSlot(name, role, shape, start, end);
            slots.add(slot);
            end = Math.addExact(end, slot.length());
        }

        List<TensorSlot> slots() {
            return slots;
        }
    }

    /** Moves one tensor between a flat vector and PyTorch's order of elements. */
    static final class TensorSlotValues {

        private TensorSlotValues() {}

        static NamedTensor read(TensorSlot slot, float[] vector) {
            float[] values = Arrays.copyOfRange(vector, slot.offset(), slot.offset() + slot.length());
            if (slot.role().isChannelsLast()) {
                values = channelsFirst(values, slot.shape());
            }
            return new NamedTensor(slot.name(), slot.shape(), values);
        }

        static void write(TensorSlot slot, NamedTensor tensor, float[] vector) {
            if (tensor == null) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "tensor %s of shape %s is missing", slot.name(), slot.shape()));
            }
            if (!tensor.shape().equals(slot.shape())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "tensor %s has shape %s, the network needs %s",
                        slot.name(),
                        tensor.shape(),
                        slot.shape()));
            }
            float[] values =
                    slot.role().isChannelsLast() ? channelsLast(tensor.values(), slot.shape()) : tensor.values();
            System.arraycopy(values, 0, vector, slot.offset(), values.length);
        }

        /** {@code [O, K, K, I]} to {@code [O, I, K, K]}. */
        private static float[] channelsFirst(float[] values, List<Integer> shape) {
            return swap(values, shape.get(0), shape.get(2) * shape.get(3), shape.get(1));
        }

        /** {@code [O, I, K, K]} to {@code [O, K, K, I]}. */
        private static float[] channelsLast(float[] values, List<Integer> shape) {
            return swap(values, shape.get(0), shape.get(1), shape.get(2) * shape.get(3));
        }

        /** Transposes each of {@code count} matrices of {@code rows × columns}. */
        private static float[] swap(float[] values, int count, int rows, int columns) {
            float[] swapped = new float[values.length];
            for (int matrix = 0; matrix < count; matrix++) {
                int start = matrix * rows * columns;
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        swapped[start + column * rows + row] = values[start + row * columns + column];
                    }
                }
            }
            return swapped;
        }
    }
}
