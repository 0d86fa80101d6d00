package io.resforge.benchmarks.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.resforge.benchmarks.measure.Server;
import io.resforge.network.graph.Graph;
import io.resforge.network.image.ImageShape;
import io.resforge.network.initialisation.HeInitialisation;
import io.resforge.network.layout.ParameterLayout;
import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Batch;
import io.resforge.network.torch.Precision;
import io.resforge.network.torch.Step;
import io.resforge.network.torch.TorchRuntime;
import io.resforge.network.torch.TrainableNetwork;
import io.resforge.network.torchscript.Loss;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Random;

/**
 * Our side of the training benchmark, as a worker runs it: forward pass, loss, gradient, and SGD with momentum on the flat vector.
 * Arguments: architecture, precision, threads, batch.
 */
public final class OurStep {

    private static final float MOMENTUM = 0.9f;
    private static final float RATE = 1e-3f;

    private final TrainableNetwork network;
    private final NDArray velocity;
    private final Batch batch;

    private OurStep(TrainableNetwork network, Batch batch) {
        this.network = network;
        this.velocity = network.manager().zeros(new Shape(network.layout().parameterCount()));
        this.batch = batch;
    }

    public static void main(String[] args) {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(Integer.parseInt(args[2]));
        Graph graph = Architecture.parse(args[0]).graph(ImageShape.CIFAR, 10);
        ParameterLayout layout = ParameterLayout.of(graph);
        Precision precision = Precision.valueOf(args[1].toUpperCase(Locale.ROOT));
        try (TrainableNetwork network =
                TrainableNetwork.of(graph, HeInitialisation.weights(layout, 1), precision, Loss.plain())) {
            OurStep step = new OurStep(network, randomBatch(Integer.parseInt(args[3])));
            Server.serve(step::run, "ResForge", layout.parameterCount());
        }
    }

    private void run() {
        try (Step step = network.step(batch, 0)) {
            velocity.muli(MOMENTUM).addi(step.gradient());
            try (NDArray move = velocity.mul(RATE)) {
                network.parameters().subi(move);
            }
        }
    }

    private static Batch randomBatch(int images) {
        Batch batch = new Batch(ImageShape.CIFAR, images);
        Random random = new Random(1);
        FloatBuffer pixels = batch.pixels();
        while (pixels.hasRemaining()) {
            pixels.put((float) random.nextGaussian());
        }
        for (int i = 0; i < images; i++) {
            batch.labels().put(i, random.nextInt(10));
        }
        return batch;
    }
}
