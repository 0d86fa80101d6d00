package io.resforge.benchmarks.training;

import com.sun.management.OperatingSystemMXBean;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.neuralnet.torch.TrainableNetwork;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.neuralnet.torchscript.Loss;
import io.resforge.training.dataset.Dataset;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long a worker takes to its first training step, phase by phase: milliseconds by the clock and of processor time, which a busy
 * machine changes less. Arguments: a data set's folder, an architecture (resnet20-v1).
 */
public final class FirstStep {

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long clock = ManagementFactory.getRuntimeMXBean().getStartTime();
    private long processor;

    private FirstStep() {}

    public static void main(String[] args) {
        FirstStep phases = new FirstStep();
        phases.end("Java");
        Dataset.open(Path.of(args[0]));
        phases.end("data set");
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(Runtime.getRuntime().availableProcessors());
        phases.end("PyTorch");
        Graph graph =
                Architecture.parse(args.length > 1 ? args[1] : "resnet20-v1").graph(ImageShape.CIFAR, 10);
        ParameterLayout layout = ParameterLayout.of(graph);
        try (TrainableNetwork network =
                TrainableNetwork.of(graph, HeInitialisation.weights(layout, 1), Precision.FP32, Loss.plain())) {
            phases.end("script");
            network.step(new TrainingBatch(ImageShape.CIFAR, 128), 0).close();
            phases.end("first step");
            network.step(new TrainingBatch(ImageShape.CIFAR, 128), 0).close();
            phases.end("second step");
        }
    }

    private void end(String phase) {
        long now = System.currentTimeMillis();
        long used = system.getProcessCpuTime() / 1_000_000;
        System.out.printf(
                Locale.ROOT, "%-12s %6d ms, %6d ms of processor time%n", phase, now - clock, used - processor);
        clock = now;
        processor = used;
    }
}
