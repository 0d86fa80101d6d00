package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.OnnxEngine.OnnxSessions;
import io.resforge.inference.engine.VersionEngine.IdleDetector;
import io.resforge.inference.engine.VersionEngine.LazyEngine;
import io.resforge.inference.engine.VersionEngine.Lone;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.onnx.OnnxLibrary;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.torch.Allocator;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** ONNX Runtime, one thread a call; where there is a second processor, two for an image that comes alone. */
final class OnnxBackend implements Backend {

    /** So that a loss of exactly what is allowed is allowed. */
    private static final double ROUNDING = 1e-9;

    private final OnnxLibrary library;
    private final int maxBatch;
    private final boolean twoThreads;
    private final IdleDetector idle;
    private final OptionalDouble mostLost;

    /** Computes in fp32. */
    OnnxBackend(OnnxLibrary library, int maxBatch, int processors) {
        this(library, maxBatch, processors > 1, new IdleDetector(), OptionalDouble.empty());
    }

    private OnnxBackend(
            OnnxLibrary library, int maxBatch, boolean twoThreads, IdleDetector idle, OptionalDouble mostLost) {
        this.library = library;
        this.maxBatch = maxBatch;
        this.twoThreads = twoThreads;
        this.idle = idle;
        this.mostLost = mostLost;
    }

    /**
     * The same library, which computes with bytes those versions that tell how.
     *
     * @param mostLost percentage points of held-out accuracy that a version may lose by it
     */
    OnnxBackend withBytes(double mostLost) {
        return new OnnxBackend(library, maxBatch, twoThreads, idle, OptionalDouble.of(mostLost));
    }

    @Override
    public EngineKind kind() {
        return mostLost.isPresent() ? EngineKind.ONNX_INT8 : EngineKind.ONNX;
    }

    @Override
    public boolean takes(Manifest manifest) {
        return mostLost.isEmpty()
                || manifest.int8() != null && manifest.int8().lostPoints() <= mostLost.getAsDouble() + ROUNDING;
    }

    @Override
    public String version() {
        return OnnxLibrary.version();
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
        byte[] file = model(checkpoint);
        OrtEnvironment environment = environment();
        try {
            return new OnnxEngine(kind(), environment, OnnxSessions.oneThread(environment, file), graph, maxBatch);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    /**
     * Made here of the weights, as the published file was: no graph that lies in a store is handed to the library. Versions of builds that
     * published no such file are served as well.
     */
    private byte[] model(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        Graph graph = ServingNetworks.graph(manifest);
        if (mostLost.isEmpty()) {
            return OnnxModel.withFeatures(graph, checkpoint.weights(), manifest.normalisation());
        }
        try {
            return OnnxModel.quantised(
                    graph,
                    checkpoint.weights(),
                    manifest.normalisation(),
                    manifest.int8().ranges(),
                    Map.of());
        } catch (IllegalArgumentException e) { // the version may be served in fp32 all the same
            throw new IllegalStateException("it cannot be computed with bytes: " + e.getMessage(), e);
        }
    }

    /** Two threads are opened for the first image that comes alone: a busy server never needs them. */
    @Override
    public Optional<Lone> lone(Checkpoint checkpoint) {
        if (!twoThreads) {
            return Optional.empty();
        }
        Manifest manifest = checkpoint.manifest();
        Graph graph = ServingNetworks.graph(manifest);
        byte[] file = model(checkpoint);
        LazyEngine engine = new LazyEngine(
                ServingNetworks.bytes(graph, 1), OnnxBackend::asUrgent, () -> ofTwoThreads(file, graph, manifest));
        return Optional.of(new Lone(engine, idle));
    }

    /** On a thread of its own with the caller's priority. Those that load versions have a lower one. */
    private static void asUrgent(Runnable task) {
        Thread.ofPlatform().name("lone-images").daemon().start(task);
    }

    private Engine ofTwoThreads(byte[] file, Graph graph, Manifest manifest) throws OrtException, EngineCheckFailed {
        OrtEnvironment environment = environment();
        Engine engine = new OnnxEngine(kind(), environment, OnnxSessions.twoThreads(environment, file), graph, 1);
        return new EngineCheck(kind().golden(manifest).first(), kind().tolerance()).passed(engine, List.of(1));
    }

    private OrtEnvironment environment() {
        library.prepare();
        // Its warnings are about graphs that others wrote.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "resforge");
    }
}
