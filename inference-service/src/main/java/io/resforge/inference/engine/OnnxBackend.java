package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.resforge.inference.model.Engine;
import io.resforge.network.graph.Graph;
import io.resforge.network.memory.Allocator;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;

/** ONNX Runtime, one thread a call; where there is a second processor, two for an image that comes alone. */
final class OnnxBackend implements Backend {

    private final OnnxLibrary library;
    private final int maxBatch;
    private final boolean twoThreads;
    private final Solitude solitude = new Solitude();

    /**
     * @param maxBatch most images that will be computed at once
     * @param processors of this machine, at least 1
     */
    OnnxBackend(OnnxLibrary library, int maxBatch, int processors) {
        this.library = library;
        this.maxBatch = maxBatch;
        this.twoThreads = processors > 1;
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
    public long bytes(Manifest manifest) {
        Graph graph = Networks.graph(manifest);
        return Networks.bytes(graph, maxBatch) + (twoThreads ? Networks.bytes(graph, 1) : 0);
    }

    @Override
    public void start() {
        Allocator.giveBackLargeBlocks();
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
            return load(environment(), file, graph);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    private Engine load(OrtEnvironment environment, byte[] file, Graph graph) throws OrtException {
        Engine one = new OnnxEngine(environment, OnnxSessions.oneThread(environment, file), graph, maxBatch);
        if (!twoThreads) {
            return one;
        }
        boolean complete = false;
        try {
            Engine two = new OnnxEngine(environment, OnnxSessions.twoThreads(environment, file), graph, 1);
            complete = true;
            return new LoneImageEngine(two, one, solitude);
        } finally {
            if (!complete) {
                one.close();
            }
        }
    }

    private OrtEnvironment environment() {
        library.prepare();
        // Its warnings are about graphs that others wrote.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "resforge");
    }
}
