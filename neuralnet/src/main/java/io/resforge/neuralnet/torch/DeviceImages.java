package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.neuralnet.torchscript.PlacementScript;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/**
 * All images of a data set on the device, as bytes. A batch then only says which images it has and where their pixels come from: a step's
 * images are put together on the device, bit for bit as the host would prepare them, from some 260 bytes an image of 32×32 pixels instead
 * of 12,288.
 */
public final class DeviceImages implements AutoCloseable {

    private final ImageShape shape;
    private final int blanks;
    private final NDManager manager;
    private final ScriptModule script;
    private final NDArray pixels;
    private final NDArray channels;
    private final NDArray levels;
    private final NDArray mean;

    /**
     * Copies images to the device that {@link TorchRuntime#start} chose.
     *
     * @param pixels bytes of whole images, {@code [count, height, width, channels]}
     * @param normaliser for images of their shape
     * @param blanks how many rectangles of an image may be blank
     */
    public DeviceImages(byte[] pixels, Normaliser normaliser, int blanks) {
        this.shape = normaliser.shape();
        this.blanks = blanks;
        this.manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
        float[] meanImage = normaliser.meanImage();
        this.script = ScriptModule.compile(PlacementScript.of(shape, blanks, meanImage.length > 0));
        int places = shape.height() * shape.width();
        this.pixels = onDevice(pixels, new Shape(pixels.length / shape.channels(), shape.channels()));
        float[] levels = normaliser.levels();
        int perChannel = levels.length / shape.channels();
        this.channels = manager.create(
                LongStream.range(0, shape.channels()).map(i -> i * perChannel).toArray());
        this.levels = manager.create(levels);
        this.mean = manager.create(
                meanImage.length > 0 ? meanImage : new float[shape.bytes()], new Shape(places, shape.channels()));
    }

    private NDArray onDevice(byte[] bytes, Shape to) {
        // Not among Java's direct buffers, which may have less room than a data set takes.
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer staged = arena.allocate(Math.max(1, bytes.length)).asByteBuffer();
            staged.put(0, bytes).limit(bytes.length);
            try (NDArray array = manager.create(staged, to, DataType.UINT8)) {
                return array.duplicate(); // on the CPU the first array is the buffer
            }
        }
    }

    ImageShape shape() {
        return shape;
    }

    /** How many numbers say what an image of a batch is: its index, and where its rows and columns come from. */
    int placeLength() {
        return 1 + (1 + blanks) * (shape.height() + shape.width());
    }

    /**
     * The images of a batch.
     *
     * @param places int32 {@code [count, placeLength]}; the result belongs to its manager
     * @return fp32 {@code [count, channels, height, width]}, channels-last
     */
    NDArray images(NDArray places) {
        return script.run(new NDList(places, pixels, channels, levels, mean)).singletonOrThrow();
    }

    @Override
    public void close() {
        manager.close();
        script.close();
    }
}
