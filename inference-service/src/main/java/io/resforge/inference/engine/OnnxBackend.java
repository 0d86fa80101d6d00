package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.resforge.inference.model.Engine;
import io.resforge.network.graph.Graph;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;

/** ONNX Runtime, one thread a call. */
final class OnnxBackend implements Backend {

    private final OnnxLibrary library;
    private final int maxBatch;

    OnnxBackend(OnnxLibrary library, int maxBatch) {
        this.library = library;
        this.maxBatch = maxBatch;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.ONNX;
    }

    @Override
    public String version() {
        return OnnxLibrary.version();
    }

    @Override
    public boolean takes(Checkpoint checkpoint) {
        return checkpoint.onnx().isPresent();
    }

    @Override
    public void start() {
        environment();
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        byte[] file = checkpoint
                .onnx()
                .orElseThrow(() -> new IllegalArgumentException("version " + manifest.version() + " has no "
                        + Manifest.ONNX + ", since it was published by an earlier build; resforge.engine=auto or"
                        + " torch-fp32 serves it"));
        Graph graph = Networks.graph(manifest);
        try {
            OrtEnvironment environment = environment();
            return new OnnxEngine(environment, session(environment, file), graph, maxBatch);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    private OrtEnvironment environment() {
        library.prepare();
        // Its warnings are about graphs that others wrote.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "resforge");
    }

    private static OrtSession session(OrtEnvironment environment, byte[] file) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            return environment.createSession(file, options);
        }
    }
}
