package io.resforge.inference.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.onnx.OnnxModel;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A network in ONNX Runtime. Its buffers, one set for each call under way at a time, are kept for later calls. */
final class OnnxEngine implements Engine {

    private final EngineKind kind;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Graph graph;
    private final int maxBatch;
    private final Queue<OnnxBuffers> idle = new ConcurrentLinkedQueue<>();
    /** Held for reading by each call, so that closing waits for those under way. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    OnnxEngine(EngineKind kind, OrtEnvironment environment, OrtSession session, Graph graph, int maxBatch) {
        this.kind = kind;
        this.environment = environment;
        this.session = session;
        this.graph = graph;
        this.maxBatch = maxBatch;
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        return run(pixels, count, this::compute);
    }

    @Override
    public float[] features(byte[] pixels, int count) {
        return run(pixels, count, (bytes, images) -> {
            try (OnnxBuffers buffers = new OnnxBuffers(environment, graph, images)) {
                return buffers.features(session, bytes, images);
            }
        });
    }

    /** What is computed of images. */
    private interface Computation {
        float[] of(byte[] pixels, int count) throws OrtException;
    }

    private float[] run(byte[] pixels, int count, Computation computation) {
        int bytes = graph.image().bytes();
        if (count < 1 || pixels.length != (long) count * bytes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d images of %d bytes each were said to come, but %d bytes came",
                    count,
                    bytes,
                    pixels.length));
        }
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("this engine is closed");
            }
            return computation.of(pixels, count);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        } finally {
            use.readLock().unlock();
        }
    }

    private float[] compute(byte[] pixels, int count) throws OrtException {
        if (count > maxBatch) { // not served so; kept buffers stay small
            try (OnnxBuffers large = new OnnxBuffers(environment, graph, count)) {
                return large.run(session, pixels, count);
            }
        }
        OnnxBuffers kept = idle.poll();
        OnnxBuffers buffers = kept == null ? new OnnxBuffers(environment, graph, maxBatch) : kept;
        try {
            return buffers.run(session, pixels, count);
        } finally {
            idle.add(buffers);
        }
    }

    @Override
    public String name() {
        return kind.label();
    }

    /** On a processor it computes an image of 32 as fast as one alone. */
    @Override
    public boolean gainsFromBatches() {
        return false;
    }

    @Override
    public long bytes() {
        return ServingNetworks.bytes(graph, maxBatch);
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                idle.forEach(OnnxBuffers::close);
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot free a network: " + e.getMessage(), e);
        } finally {
            use.writeLock().unlock();
        }
    }

    static final class OnnxSessions {

        private OnnxSessions() {}

        /** Each caller computes on its own thread. */
        static OrtSession oneThread(OrtEnvironment environment, byte[] file) throws OrtException {
            try (SessionOptions options = options(1)) {
                options.addConfigEntry("session.intra_op.allow_spinning", "0");
                return environment.createSession(file, options);
            }
        }

        /**
         * Each call is computed by the caller's thread and one of the session's, which spins while a call is under way.
         * On Linux that one has the priority of the thread that opens the session.
         */
        static OrtSession twoThreads(OrtEnvironment environment, byte[] file) throws OrtException {
            try (SessionOptions options = options(2)) {
                options.addConfigEntry("session.intra_op.allow_spinning", "1");
                options.addConfigEntry("session.force_spinning_stop", "1");
                return environment.createSession(file, options);
            }
        }

        private static SessionOptions options(int threads) throws OrtException {
            SessionOptions options = new SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            return options;
        }
    }

    /** Native memory for the images and logits of one call at a time, which ONNX Runtime reads and writes in place. */
    static final class OnnxBuffers implements AutoCloseable {

        private final OrtEnvironment environment;
        private final Graph graph;
        private final Arena arena = Arena.ofShared();
        private final ByteBuffer images;
        private final FloatBuffer logits;
        /** By number of images, made when they are first needed. */
        private final Tensors[] tensors;

        /** The first images and logits of the buffers as ONNX Runtime's arguments. */
        private record Tensors(Map<String, OnnxTensor> input, Map<String, OnnxTensor> output) {}

        OnnxBuffers(OrtEnvironment environment, Graph graph, int maxBatch) {
            this.environment = environment;
            this.graph = graph;
            this.images =
                    arena.allocate((long) maxBatch * graph.image().bytes()).asByteBuffer();
            this.logits = arena.allocate((long) maxBatch * graph.classes() * Float.BYTES, Float.BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            this.tensors = new Tensors[maxBatch + 1];
        }

        float[] run(OrtSession session, byte[] pixels, int count) throws OrtException {
            Tensors used = tensors(count);
            images.put(0, pixels);
            try (OrtSession.Result _ = session.run(used.input, used.output)) {
                float[] answer = new float[count * graph.classes()];
                logits.get(0, answer);
                return answer;
            }
        }

        float[] features(OrtSession session, byte[] pixels, int count) throws OrtException {
            Map<String, OnnxTensor> input = tensors(count).input;
            images.put(0, pixels);
            try (OrtSession.Result result = session.run(input, Set.of(OnnxModel.FEATURES))) {
                FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] answer = new float[numbers.remaining()];
                numbers.get(answer);
                return answer;
            }
        }

        private Tensors tensors(int count) throws OrtException {
            if (tensors[count] == null) {
                long[] shape = {
                    count,
                    graph.image().height(),
                    graph.image().width(),
                    graph.image().channels()
                };
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, images.slice(0, count * graph.image().bytes()), shape, OnnxJavaType.UINT8);
                OnnxTensor output = OnnxTensor.createTensor(
                        environment, logits.slice(0, count * graph.classes()), new long[] {count, graph.classes()});
                tensors[count] = new Tensors(Map.of(OnnxModel.INPUT, input), Map.of(OnnxModel.OUTPUT, output));
            }
            return tensors[count];
        }

        @Override
        public void close() {
            for (Tensors made : tensors) {
                if (made != null) {
                    made.input.values().forEach(OnnxTensor::close);
                    made.output.values().forEach(OnnxTensor::close);
                }
            }
            arena.close();
        }
    }
}
