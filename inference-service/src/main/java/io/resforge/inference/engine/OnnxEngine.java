package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.resforge.neuralnet.graph.Graph;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A network in ONNX Runtime. Its buffers, one set for each call under way at a time, are kept for later calls. */
final class OnnxEngine implements Engine {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Graph graph;
    private final int maxBatch;
    private final Queue<OnnxBuffers> idle = new ConcurrentLinkedQueue<>();
    /** Held for reading by each call, so that closing waits for those under way. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    OnnxEngine(OrtEnvironment environment, OrtSession session, Graph graph, int maxBatch) {
        this.environment = environment;
        this.session = session;
        this.graph = graph;
        this.maxBatch = maxBatch;
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
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
            return compute(pixels, count);
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
        return EngineKind.ONNX.label();
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

    /** Opens networks in ONNX Runtime. */
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
         * Each call is computed by the caller's thread and one of the session's, which spins while a call is under way and sleeps after it. On
         * Linux that one has the priority of the thread that opens the session.
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
}
