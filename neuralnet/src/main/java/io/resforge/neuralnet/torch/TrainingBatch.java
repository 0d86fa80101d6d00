package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.resforge.neuralnet.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Optional;

/**
 * Memory for the images of one training step, to be filled again and again. One thread at a time may use it; it is free to be filled
 * once the step that took it has returned.
 */
public final class TrainingBatch {

    /** Places in what {@link #arrays} returns. */
    static final int IMAGES = 0;

    static final int LABELS = 1;
    static final int PARTNERS = 2;
    static final int SHARES = 3;

    private final ImageShape shape;
    /** Where a batch's images are put together from; empty where the batch itself has their pixels. */
    private final Optional<DeviceImages> device;
    /** Pixels or, of images on the device, places. */
    private final ByteBuffer images;

    private final ByteBuffer labels;
    private final ByteBuffer partners;
    private final ByteBuffer shares;
    private int count;
    private StagedInputs staged;

    /**
     * Allocates native memory, which lives as long as this object.
     *
     * @param capacity most images of a step, at least 1
     */
    public TrainingBatch(ImageShape shape, int capacity) {
        this(shape, Optional.empty(), shape.bytes(), capacity);
    }

    /**
     * Allocates memory for what says how images on the device become a batch.
     *
     * @param device must be open as long as steps take this batch
     * @param capacity most images of a step, at least 1
     */
    public TrainingBatch(DeviceImages device, int capacity) {
        this(device.shape(), Optional.of(device), device.placeLength(), capacity);
    }

    private TrainingBatch(ImageShape shape, Optional<DeviceImages> device, int numbers, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch needs room for at least 1 image, was " + capacity);
        }
        this.shape = shape;
        this.device = device;
        this.images = allocate(Math.multiplyExact(Math.multiplyExact(capacity, numbers), Float.BYTES));
        this.labels = allocate(capacity * Long.BYTES);
        this.partners = allocate(capacity * Long.BYTES);
        this.shares = allocate(capacity * Float.BYTES);
        this.count = capacity;
        for (int i = 0; i < capacity; i++) {
            shares().put(i, 1f);
        }
    }

    /**
     * Normalised pixels, {@code [capacity, height, width, channels]}; a new view from index 0 at each call.
     *
     * @throws IllegalStateException if the batch is made of images on the device
     */
    public FloatBuffer pixels() {
        if (isOnDevice()) {
            throw new IllegalStateException("the pixels of this batch are on the device");
        }
        return images.asFloatBuffer();
    }

    /** Whether the batch is made of images on the device, by {@link #places}. */
    public boolean isOnDevice() {
        return device.isPresent();
    }

    /**
     * What each image is made of: its index among the images on the device, then where its rows and its columns come from, as {@link
     * DeviceImages} takes them; a new view from index 0 at each call.
     *
     * @throws IllegalStateException if the batch has pixels itself
     */
    public IntBuffer places() {
        if (!isOnDevice()) {
            throw new IllegalStateException("this batch has pixels itself");
        }
        return images.asIntBuffer();
    }

    /** Class indices, {@code [capacity]}; a new view from index 0 at each call. */
    public LongBuffer labels() {
        return labels.asLongBuffer();
    }

    /**
     * Class indices of the images that were mixed in, {@code [capacity]}; a new view from index 0 at each call. Read only by a network
     * whose loss is mixed; at first 0.
     */
    public LongBuffer partners() {
        return partners.asLongBuffer();
    }

    /**
     * Weight of an image's own class against its partner's, from 0 to 1, {@code [capacity]}; a new view from index 0 at each call. Read
     * only by a network whose loss is mixed; at first 1, so that an image that is not mixed counts as its own class.
     */
    public FloatBuffer shares() {
        return shares.asFloatBuffer();
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
        dropStaged();
    }

    /**
     * Copies what the batch holds to the GPU and waits for the copy; on the CPU, where a step reads this batch's own memory, does
     * nothing. The filler of batches calls it last, in its own thread, so that the step finds its input on the device. What is
     * filled in afterwards needs another call; without any the step copies. The copy is queued among the device's other work, since DJL
     * has neither streams of its own nor page-locked memory to offer: the thread that trains does not wait for it, the device does.
     */
    public void stage() {
        if (TorchRuntime.runsOnGpu()) {
            stage(TorchRuntime.engine().newBaseManager(TorchRuntime.device()));
        }
    }

    void stage(NDManager manager) {
        dropStaged();
        staged = new StagedInputs(this, manager);
    }

    private void dropStaged() {
        if (staged != null) {
            staged.close();
            staged = null;
        }
    }

    ImageShape shape() {
        return shape;
    }

    /**
     * The arrays that a step reads, which are the manager's from then on: the staged ones or, without any, those of now.
     */
    NDList take(NDManager manager, boolean mixed) {
        NDList arrays = staged == null ? arrays(manager, mixed) : staged.moveTo(manager);
        staged = null;
        device.ifPresent(source -> arrays.set(IMAGES, source.images(arrays.get(IMAGES))));
        return arrays;
    }

    /** Arrays on the manager's device, in the places that constants name; on the CPU they are this batch's own memory. */
    NDList arrays(NDManager manager, boolean mixed) {
        NDArray first = device.isPresent() ? placeArray(manager, device.get()) : pixelArray(manager);
        NDList arrays = new NDList(first, classes(labels, manager));
        if (mixed) {
            arrays.add(classes(partners, manager));
            arrays.add(manager.create(shares.slice(0, count * Float.BYTES), new Shape(count), DataType.FLOAT32));
        }
        return arrays;
    }

    /** The images, {@code [count, channels, height, width]}, channels-last. */
    NDArray pixelArray(NDManager manager) {
        return TorchArrays.images(manager, images, count, shape);
    }

    private NDArray placeArray(NDManager manager, DeviceImages source) {
        Shape rows = new Shape(count, source.placeLength());
        return manager.create(images.slice(0, (int) rows.size() * Integer.BYTES), rows, DataType.INT32);
    }

    private NDArray classes(ByteBuffer indices, NDManager manager) {
        return manager.create(indices.slice(0, count * Long.BYTES), new Shape(count), DataType.INT64);
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** A batch's arrays on the device, made before the step that takes them. */
    static final class StagedInputs implements AutoCloseable {

        private final NDManager manager;
        private final NDList arrays;

        StagedInputs(TrainingBatch batch, NDManager manager) {
            this.manager = manager;
            this.arrays = batch.arrays(manager, true);
        }

        /** Hands the arrays to another owner: images, labels, partners, shares. */
        NDList moveTo(NDManager owner) {
            for (NDArray array : arrays) {
                array.attach(owner);
            }
            close();
            return arrays;
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
