package io.resforge.benchmarks.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.resforge.benchmarks.measure.PeerServer;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.neuralnet.torch.TrainableNetwork;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.neuralnet.torch.TrainingStep;
import io.resforge.neuralnet.torchscript.Loss;
import io.resforge.support.ShortTimeSlices;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Random;

/**
 * Our side of the training benchmark, as a worker runs it: forward pass, loss, gradient, and SGD with momentum on the flat vector.
 * Arguments: architecture, precision, threads, batch, and perhaps how long turns on a processor are: {@code long} or {@code short}.
 */
public final class OurStep {

    static final String LONG_TURNS = "long";
    static final String SHORT_TURNS = "short";

    private static final float MOMENTUM = 0.9f;
    private static final float RATE = 1e-3f;

    private final TrainableNetwork network;
    private final NDArray velocity;
    private final TrainingBatch batch;

    private OurStep(TrainableNetwork network, TrainingBatch batch) {
        this.network = network;
        this.velocity = network.manager().zeros(new Shape(network.layout().parameterCount()));
        this.batch = batch;
    }

    public static void main(String[] args) {
        if (args.length > 4 && args[4].equals(SHORT_TURNS)) {
            ShortTimeSlices.become(); // the threads that PyTorch starts are like the one that starts them
        }
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(Integer.parseInt(args[2]));
        OurStep step = of(args[0], Precision.valueOf(args[1].toUpperCase(Locale.ROOT)), Integer.parseInt(args[3]));
        PeerServer.serve(step::run, "ResForge", step.network.layout().parameterCount());
    }

    /** A network that lives as long as the process, and images of no meaning. */
    static OurStep of(String architecture, Precision precision, int batch) {
        Graph graph = Architecture.parse(architecture).graph(ImageShape.CIFAR, 10);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(graph), 1);
        return new OurStep(TrainableNetwork.of(graph, weights, precision, Loss.plain()), randomBatch(batch));
    }

    void run() {
        try (TrainingStep step = network.step(batch, 0)) {
            velocity.muli(MOMENTUM).addi(step.gradient());
            try (NDArray move = velocity.mul(RATE)) {
                network.parameters().subi(move);
            }
        }
    }

    /** Waits until the device has computed all steps. */
    void await() {
        network.takeTally();
    }

    private static TrainingBatch randomBatch(int images) {
        TrainingBatch batch = new TrainingBatch(ImageShape.CIFAR, images);
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
