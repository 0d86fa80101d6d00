package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.resforge.neuralnet.image.ImageShape;
import java.nio.ByteBuffer;

/** Moves numbers between Java and native arrays. */
public final class TorchArrays {

    private TorchArrays() {}

    /**
     * Overwrites a flat array in place, so that views of it see the new values, as {@link NDArray#set(java.nio.Buffer)} does not.
     *
     * @throws IllegalArgumentException if the lengths differ
     */
    public static void write(float[] values, NDArray target) {
        if (target.size() != values.length) {
            throw new IllegalArgumentException("the array has " + target.size() + " numbers, got " + values.length);
        }
        try (NDArray source = target.getManager().create(values)) {
            target.set(new NDIndex(":"), source);
        }
    }

    /**
     * Images of a direct buffer that holds them {@code [count, height, width, channels]}, seen as {@code [count, channels, height,
     * width]}: what PyTorch calls channels-last. On the CPU the array uses the buffer's memory.
     */
    static NDArray images(NDManager manager, ByteBuffer buffer, int count, ImageShape shape) {
        ByteBuffer used = buffer.slice(0, Math.multiplyExact(count, shape.bytes() * Float.BYTES));
        Shape rows = new Shape(count, shape.height(), shape.width(), shape.channels());
        return manager.create(used, rows, DataType.FLOAT32).transpose(0, 3, 1, 2);
    }
}
