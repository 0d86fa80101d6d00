package io.resforge.inference.engine;

import io.resforge.inference.settings.EngineSetting;
import io.resforge.neuralnet.torch.Precision;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes {@link Engines} as an operator wants them. */
public final class EngineFactory {

    private EngineFactory() {}

    /**
     * The engines; nothing is loaded yet.
     *
     * @param maxBatch most images that will be computed at once, at least 1
     * @param cache the folder that keeps the unpacked library and what was measured
     * @throws IllegalArgumentException if this machine lacks what the setting asks for
     */
    public static Engines of(EngineSetting setting, int maxBatch, Path cache) {
        BatchSizes sizes = new BatchSizes(maxBatch);
        Backend onnx = new OnnxBackend(
                new OnnxLibrary(cache), maxBatch, Runtime.getRuntime().availableProcessors());
        Backend fp32 = new TorchBackend(Precision.FP32, maxBatch);
        return switch (setting) {
            case ONNX -> new FixedEngine(onnx, sizes);
            case TORCH_FP32 -> new FixedEngine(fp32, sizes);
            case TORCH_BF16 -> new FixedEngine(new TorchBackend(Precision.BF16.requireSupported(), maxBatch), sizes);
            case AUTO -> {
                List<Backend> all = new ArrayList<>(List.of(onnx, fp32));
                if (Precision.fastest() == Precision.BF16) {
                    all.add(new TorchBackend(Precision.BF16, maxBatch));
                }
                EngineRankings rankings = new EngineRankings(cache.resolve("engines"));
                EngineBenchmark race = new EngineBenchmark(sizes, EngineFactory::processorNanos);
                yield new FastestEngines(all, ServingNetworks::isSmall, sizes, rankings, race);
            }
        };
    }

    /** Time that the calling thread has computed: what else runs on the machine does not count. */
    private static long processorNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
