package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.neuralnet.layout.Folding;
import io.resforge.neuralnet.layout.Folding.Folded;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.ServingWeights.ServingScripts;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A network ready to classify: batch norm folded into the convolutions, weights in native memory that {@link #close} frees.
 * Several threads may call it at once. Networks of the same graph share one compiled script, so that loading new weights
 * compiles nothing.
 */
public final class Classifier implements AutoCloseable {

    private final Graph graph;
    private final ImageShape image;
    private final Precision precision;
    private final Normaliser normaliser;
    private final ScriptModule script;
    private final NDManager manager;
    private final IValue weights;
    /** Held for reading by each call, so that closing waits for those under way. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private Classifier(Folded network, Normaliser normaliser, Precision precision) {
        this.graph = network.graph();
        this.image = graph.image();
        this.precision = precision;
        this.normaliser = normaliser;
        this.script = ServingScripts.compiled(graph, precision);
        this.weights = ServingWeights.load(network, precision);
        this.manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
    }

    /** Loads weights for a network, to compute in fp32; {@link #load(Graph, Weights, Normalisation, Precision)} tells more. */
    public static Classifier load(Graph graph, Weights weights, Normalisation normalisation) {
        return load(graph, weights, normalisation, Precision.FP32);
    }

    /**
     * Loads weights for a network; {@link TorchRuntime#start} must have been called.
     *
     * @param precision of the convolutions
     * @throws IllegalArgumentException if the weights or the normalisation do not fit the graph, or this machine lacks the precision
     */
    public static Classifier load(Graph graph, Weights weights, Normalisation normalisation, Precision precision) {
        precision.requireSupported(TorchRuntime.chosen());
        Normaliser normaliser = normalisation.normaliser(graph.image());
        return new Classifier(Folding.fold(graph, weights), normaliser, precision);
    }

    /**
     * Classifies images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each
     * @return the logits, {@code [count * classes]}
     * @throws IllegalStateException if this classifier is closed
     */
    public float[] logits(byte[] pixels, int count) {
        return run(script, pixels, count);
    }

    /**
     * Computes what the last layer reads, {@code [count * features]}, as {@link #logits} computes what it makes of it. What that takes is
     * compiled when it is asked for first.
     */
    public float[] features(byte[] pixels, int count) {
        return run(ServingScripts.features(graph, precision), pixels, count);
    }

    private float[] run(ScriptModule program, byte[] pixels, int count) {
        if (count < 1 || pixels.length != (long) count * image.bytes()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d images of %d bytes each were said to come, but %d bytes came",
                    count,
                    image.bytes(),
                    pixels.length));
        }
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("this classifier is closed");
            }
            return compute(program, pixels, count);
        } finally {
            use.readLock().unlock();
        }
    }

    private float[] compute(ScriptModule program, byte[] pixels, int count) {
        try (Arena arena = Arena.ofConfined();
                NDManager scratch = manager.newSubManager()) {
            ByteBuffer input = arena.allocate((long) pixels.length * Float.BYTES, Float.BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
            normaliser.apply(pixels, input.asFloatBuffer());
            PtNDArray x = (PtNDArray) TorchArrays.images(scratch, input, count, image);
            try (IValue argument = IValue.from(x);
                    IValue result = program.infer(argument, weights);
                    NDArray numbers = result.toTensor((PtNDManager) scratch)) {
                return numbers.toFloatArray();
            }
        }
    }

    /** The script that this classifier shares with others. */
    ScriptModule script() {
        return script;
    }

    /** Frees the weights, once the calls under way have returned; later calls do nothing. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                weights.close();
                manager.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
