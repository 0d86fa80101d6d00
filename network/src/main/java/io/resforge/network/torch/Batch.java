package io.resforge.network.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.resforge.network.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Memory for the images of one training step, to be filled again and again. One thread at a time may use it; it is free to be filled
 * once the step that took it has returned.
 */
public final class Batch {

    private final ImageShape shape;
    private final ByteBuffer pixels;
    private final ByteBuffer labels;
    private int count;

    /**
     * Allocates native memory, which lives as long as this object.
     *
     * @param capacity most images of a step, at least 1
     */
    public Batch(ImageShape shape, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch needs room for at least 1 image, was " + capacity);
        }
        this.shape = shape;
        int bytes = Math.multiplyExact(Math.multiplyExact(capacity, shape.bytes()), Float.BYTES);
        this.pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        this.labels = ByteBuffer.allocateDirect(capacity * Long.BYTES).order(ByteOrder.nativeOrder());
        this.count = capacity;
    }

    /** Normalised pixels, {@code [capacity, height, width, channels]}; a new view from index 0 at each call. */
    public FloatBuffer pixels() {
        return pixels.asFloatBuffer();
    }

    /** Class indices, {@code [capacity]}; a new view from index 0 at each call. */
    public LongBuffer labels() {
        return labels.asLongBuffer();
    }

    /** Most images that it can hold. */
    public int capacity() {
        return labels.capacity() / Long.BYTES;
    }

    /** How many images it holds; at first its capacity. */
    public int count() {
        return count;
    }

    /** Says how many images it holds, from 1 to its capacity. */
    public void setCount(int count) {
        if (count < 1 || count > capacity()) {
            throw new IllegalArgumentException("a batch must hold from 1 to " + capacity() + " images, was " + count);
        }
        this.count = count;
    }

    ImageShape shape() {
        return shape;
    }

    /** The images, {@code [count, channels, height, width]}, channels-last; on the CPU they are this batch's own memory. */
    NDArray pixelArray(NDManager manager) {
        return TorchArrays.images(manager, pixels, count, shape);
    }

    NDArray labelArray(NDManager manager) {
        return manager.create(labels.slice(0, count * Long.BYTES), new Shape(count), DataType.INT64);
    }
}
