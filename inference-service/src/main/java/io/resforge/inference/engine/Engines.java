package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineCheck.EngineCandidate;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.inference.settings.InferenceConfig.EngineSetting;
import io.resforge.neuralnet.onnx.OnnxLibrary;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.registry.checkpoint.Checkpoint;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Makes engines of checkpoints. */
public interface Engines {

    /**
     * The engines; nothing is loaded yet, but PyTorch where a GPU is asked for.
     *
     * @param device what they compute on; for {@code auto} a GPU if there is one
     * @param maxBatch most images that will be computed at once, at least 1
     * @param cache the folder that keeps the unpacked library and what was measured
     * @param int8MostLost percentage points of held-out accuracy that a version may lose where it is computed with bytes; empty where none
     *     is
     * @throws IllegalArgumentException if this machine lacks what the setting asks for
     */
    static Engines of(
            EngineSetting setting, ComputeDevice device, int maxBatch, Path cache, OptionalDouble int8MostLost) {
        BatchSizes sizes = new BatchSizes(maxBatch);
        if (!(device instanceof ComputeDevice.Cpu)) {
            requireGpuEngine(setting, device);
            if (TorchBackend.start(device) instanceof ComputeDevice.Cuda gpu) {
                return new FixedEngine(new TorchBackend(gpuPrecision(setting, gpu), gpu, maxBatch), sizes);
            }
        }
        OnnxBackend onnx = new OnnxBackend(
                new OnnxLibrary(cache), maxBatch, Runtime.getRuntime().availableProcessors());
        ComputeDevice cpu = new ComputeDevice.Cpu();
        Backend fp32 = new TorchBackend(Precision.FP32, cpu, maxBatch);
        return switch (setting) {
            case ONNX -> new FixedEngine(onnx, sizes);
            case TORCH_FP32 -> new FixedEngine(fp32, sizes);
            case TORCH_BF16 ->
                new FixedEngine(new TorchBackend(Precision.BF16.requireSupported(), cpu, maxBatch), sizes);
            case AUTO -> {
                List<Backend> all = new ArrayList<>(List.of(onnx));
                if (int8MostLost.isPresent() && Processor.current().hasByteProducts()) {
                    all.add(onnx.withBytes(int8MostLost.getAsDouble()));
                }
                all.add(fp32);
                if (Precision.fastest() == Precision.BF16) {
                    all.add(new TorchBackend(Precision.BF16, cpu, maxBatch));
                }
                EngineRankings rankings = new EngineRankings(cache.resolve("engines"));
                EngineBenchmark race = new EngineBenchmark(sizes, Engines::processorNanos);
                yield new FastestEngines(all, ServingNetworks::isSmall, sizes, rankings, race);
            }
        };
    }

    private static void requireGpuEngine(EngineSetting setting, ComputeDevice device) {
        if (setting == EngineSetting.ONNX && device instanceof ComputeDevice.Cuda) {
            throw new IllegalArgumentException(
                    "ONNX Runtime is here for the processor only, so resforge.engine=onnx does not go"
                            + " with resforge.device=" + device.label()
                            + "; choose auto, torch-fp32 or torch-bf16, or the device cpu");
        }
    }

    /** On a GPU nothing is measured: bf16 is the faster one wherever the GPU has it. */
    private static Precision gpuPrecision(EngineSetting setting, ComputeDevice.Cuda gpu) {
        return switch (setting) {
            case AUTO -> Precision.fastest(gpu);
            case TORCH_BF16 -> Precision.BF16.requireSupported(gpu);
            case TORCH_FP32, ONNX -> Precision.FP32;
        };
    }

    /** Time that the calling thread has computed: what else runs on the machine does not count. */
    private static long processorNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** Loads what engines share, ahead of the first; may be called again. */
    void start();

    /** Bytes of native memory that loading a checkpoint takes, roughly and at most; told without loading anything. */
    long bytes(Checkpoint checkpoint);

    /**
     * Loads a checkpoint's weights, and checks them with batches such as will be served and with the golden images.
     *
     * @param loaded runs each time that weights have been loaded, before they are checked
     * @return an engine that passed; the caller owns it
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    Engine load(Checkpoint checkpoint, Runnable loaded) throws EngineCheckFailed;

    /** An engine does not do what it must before it serves; the message says what it did. */
    static final class EngineCheckFailed extends Exception {

        private final Reason reason;

        /** What it failed at. */
        public enum Reason {
            /** It computes other logits for the golden images than it should. */
            GOLDEN,
            /** It failed to load or to run. */
            FAILURE
        }

        public EngineCheckFailed(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public EngineCheckFailed(Reason reason, String message, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        /** What it failed at. */
        public Reason reason() {
            return reason;
        }
    }

    /** The one engine that an operator named. */
    record FixedEngine(Backend backend, BatchSizes sizes) implements Engines {

        @Override
        public void start() {
            backend.start();
        }

        @Override
        public long bytes(Checkpoint checkpoint) {
            return backend.bytes(checkpoint.manifest());
        }

        @Override
        public Engine load(Checkpoint checkpoint, Runnable loaded) throws EngineCheckFailed {
            EngineCandidate only = new EngineCandidate(backend, checkpoint, loaded);
            return VersionEngine.of(only.loadTried(sizes.all()), sizes, only.lone());
        }
    }
}
