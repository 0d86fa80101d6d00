package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.resforge.inference.engine.EngineCheck.GoldenImages;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.OnnxEngine.OnnxSessions;
import io.resforge.inference.engine.VersionEngine.IdleDetector;
import io.resforge.inference.engine.VersionEngine.Lone;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.torch.Allocator;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.util.List;
import java.util.Optional;

/** ONNX Runtime, one thread a call; where there is a second processor, two for an image that comes alone. */
final class OnnxBackend implements Backend {

    private final OnnxLibrary library;
    private final int maxBatch;
    private final boolean twoThreads;
    private final IdleDetector idle = new IdleDetector();

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
        Graph graph = ServingNetworks.graph(manifest);
        return ServingNetworks.bytes(graph, maxBatch) + (twoThreads ? ServingNetworks.bytes(graph, 1) : 0);
    }

    @Override
    public void start() {
        Allocator.giveBackLargeBlocks();
        environment();
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        Graph graph = ServingNetworks.graph(checkpoint.manifest());
        byte[] file = file(checkpoint);
        OrtEnvironment environment = environment();
        try {
            return new OnnxEngine(environment, OnnxSessions.oneThread(environment, file), graph, maxBatch);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    private static byte[] file(Checkpoint checkpoint) {
        return checkpoint
                .onnx()
                .orElseThrow(() -> new IllegalArgumentException(
                        "version " + checkpoint.manifest().version() + " has no " + Manifest.ONNX
                                + ", since it was published by an earlier build; resforge.engine=auto or"
                                + " torch-fp32 serves it"));
    }

    /** Two threads are opened for the first image that comes alone: a busy server never needs them, and would feel their opening. */
    @Override
    public Optional<Lone> lone(Checkpoint checkpoint) {
        if (!twoThreads) {
            return Optional.empty();
        }
        Manifest manifest = checkpoint.manifest();
        Graph graph = ServingNetworks.graph(manifest);
        byte[] file = file(checkpoint);
        LazyEngine engine = new LazyEngine(
                ServingNetworks.bytes(graph, 1), OnnxBackend::asUrgent, () -> ofTwoThreads(file, graph, manifest));
        return Optional.of(new Lone(engine, idle));
    }

    /** On a thread of its own with the priority of the caller, who computes. Those that load versions have a lower one. */
    private static void asUrgent(Runnable task) {
        Thread.ofPlatform().name("lone-images").daemon().start(task);
    }

    private Engine ofTwoThreads(byte[] file, Graph graph, Manifest manifest) throws OrtException, EngineCheckFailed {
        OrtEnvironment environment = environment();
        Engine engine = new OnnxEngine(environment, OnnxSessions.twoThreads(environment, file), graph, 1);
        return new EngineCheck(GoldenImages.first(manifest), kind().tolerance()).passed(engine, List.of(1));
    }

    private OrtEnvironment environment() {
        library.prepare();
        // Its warnings are about graphs that others wrote.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "resforge");
    }
}
