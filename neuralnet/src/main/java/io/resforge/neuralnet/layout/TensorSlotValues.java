package io.resforge.neuralnet.layout;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Moves one tensor between a flat vector and PyTorch's order of elements. */
final class TensorSlotValues {

    private TensorSlotValues() {}

    static NamedTensor read(TensorSlot slot, float[] vector) {
        float[] values = Arrays.copyOfRange(vector, slot.offset(), slot.offset() + slot.length());
        if (slot.role() == TensorSlot.Role.CONVOLUTION_KERNEL) {
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
        float[] values = slot.role() == TensorSlot.Role.CONVOLUTION_KERNEL
                ? channelsLast(tensor.values(), slot.shape())
                : tensor.values();
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
