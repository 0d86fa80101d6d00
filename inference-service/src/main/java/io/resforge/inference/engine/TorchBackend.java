package io.resforge.inference.engine;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;

/** PyTorch. Several single-threaded workers serve more than one with several threads. */
record TorchBackend(Precision precision, ComputeDevice device, int maxBatch) implements Backend {

    private static final int INTRA_OP_THREADS = 1;

    @Override
    public EngineKind kind() {
        return switch (precision) {
            case FP32 -> EngineKind.TORCH_FP32;
            case BF16 -> EngineKind.TORCH_BF16;
        };
    }

    @Override
    public String version() {
        return TorchRuntime.PYTORCH_VERSION;
    }

    @Override
    public long bytes(Manifest manifest) {
        return ServingNetworks.bytes(ServingNetworks.graph(manifest), maxBatch);
    }

    @Override
    public void start() {
        start(device);
    }

    /**
     * Starts PyTorch.
     *
     * @return the device that it computes on
     * @throws IllegalArgumentException if the device is not there, or the library is not made for it, with what to do
     */
    static ComputeDevice start(ComputeDevice device) {
        TorchRuntime.tuneForServing();
        return TorchRuntime.start(INTRA_OP_THREADS, device);
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        start();
        Graph graph = ServingNetworks.graph(checkpoint.manifest());
        Classifier classifier = Classifier.load(
                graph, checkpoint.weights(), checkpoint.manifest().normalisation(), precision);
        return new TorchEngine(classifier, kind().label(), ServingNetworks.bytes(graph, maxBatch));
    }

    private record TorchEngine(Classifier classifier, String name, long bytes) implements Engine {

        @Override
        public float[] logits(byte[] pixels, int count) {
            return classifier.logits(pixels, count);
        }

        @Override
        public float[] features(byte[] pixels, int count) {
            return classifier.features(pixels, count);
        }

        @Override
        public void close() {
            classifier.close();
        }
    }
}
