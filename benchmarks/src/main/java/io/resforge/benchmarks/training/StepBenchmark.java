package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Contender;
import io.resforge.benchmarks.measure.Interleaved;
import io.resforge.network.graph.Graph;
import io.resforge.network.image.ImageShape;
import io.resforge.network.initialisation.HeInitialisation;
import io.resforge.network.layout.ParameterLayout;
import io.resforge.network.layout.Weights;
import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Batch;
import io.resforge.network.torch.Precision;
import io.resforge.network.torch.Step;
import io.resforge.network.torch.TorchRuntime;
import io.resforge.network.torch.TrainableNetwork;
import io.resforge.network.torchscript.Loss;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Times the bare training step (forward, loss, backward, one in-place move of the parameters) of each architecture, in fp32 and, where
 * the processor has it, in bf16. Arguments: architectures; none stands for {@code resnet20-v1 resnet29-v2}.
 */
public final class StepBenchmark {

    private static final int BATCH = 128;

    private StepBenchmark() {}

    public static void main(String[] args) {
        List<String> architectures = args.length > 0 ? List.of(args) : List.of("resnet20-v1", "resnet29-v2");
        TorchRuntime.tuneAllocator();
        TorchRuntime.start(Runtime.getRuntime().availableProcessors());
        System.out.printf("%-14s %-9s %9s %10s %8s%n", "network", "precision", "ms/step", "images/s", "to fp32");
        architectures.forEach(StepBenchmark::measure);
    }

    private static void measure(String architecture) {
        Graph graph = Architecture.parse(architecture).graph(ImageShape.CIFAR, 10);
        Batch batch = randomBatch();
        List<TrainableNetwork> networks = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (Precision precision : precisions()) {
            TrainableNetwork network = TrainableNetwork.of(graph, initial(graph), precision, Loss.plain());
            networks.add(network);
            contenders.add(new Contender(precision.name().toLowerCase(), () -> step(network, batch)));
        }
        double[] medians = new Interleaved(10, 10, 5).medians(contenders);
        for (int c = 0; c < medians.length; c++) {
            System.out.printf(
                    "%-14s %-9s %9.1f %10.0f %8.2f%n",
                    architecture,
                    contenders.get(c).name(),
                    medians[c],
                    BATCH * 1000 / medians[c],
                    medians[c] / medians[0]);
        }
        networks.forEach(TrainableNetwork::close);
    }

    private static List<Precision> precisions() {
        return Precision.fastest() == Precision.BF16
                ? List.of(Precision.FP32, Precision.BF16)
                : List.of(Precision.FP32);
    }

    private static void step(TrainableNetwork network, Batch batch) {
        try (Step step = network.step(batch, 0)) {
            network.parameters().subi(step.gradient().muli(1e-3f));
        }
    }

    private static Weights initial(Graph graph) {
        return HeInitialisation.weights(ParameterLayout.of(graph), 1);
    }

    private static Batch randomBatch() {
        Batch batch = new Batch(ImageShape.CIFAR, BATCH);
        Random random = new Random(1);
        FloatBuffer pixels = batch.pixels();
        while (pixels.hasRemaining()) {
            pixels.put((float) random.nextGaussian());
        }
        for (int i = 0; i < BATCH; i++) {
            batch.labels().put(i, random.nextInt(10));
        }
        return batch;
    }
}
