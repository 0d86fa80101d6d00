package io.resforge.inference.loader;

import io.resforge.inference.model.Engine;
import io.resforge.network.graph.Graph;
import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Classifier;
import io.resforge.network.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;

/** PyTorch as the engine. Each caller computes on its own thread: several single-threaded workers serve more than one with several. */
public final class TorchEngines implements Engines {

    private static final int INTRA_OP_THREADS = 1;

    @Override
    public void start() {
        TorchRuntime.start(INTRA_OP_THREADS);
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        start();
        Manifest manifest = checkpoint.manifest();
        Graph graph = Architecture.parse(manifest.architecture())
                .graph(manifest.image().shape(), manifest.labels().size());
        long bytes = Float.BYTES * manifest.parameterCount();
        return new TorchEngine(bytes, Classifier.load(graph, checkpoint.weights(), manifest.normalisation()));
    }

    private record TorchEngine(long bytes, Classifier classifier) implements Engine {

        @Override
        public String name() {
            return "torch-fp32";
        }

        @Override
        public float[] logits(byte[] pixels, int count) {
            return classifier.logits(pixels, count);
        }

        @Override
        public void close() {
            classifier.close();
        }
    }
}
