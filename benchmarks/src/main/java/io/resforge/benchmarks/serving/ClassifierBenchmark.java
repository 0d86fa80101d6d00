package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Interleaved;
import io.resforge.benchmarks.measure.Interleaved.Contender;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Times the bare classifier, bytes in and logits out, at several batch sizes. Arguments: an architecture ({@code resnet20-v1}) and the
 * number of intra-op threads (1).
 */
public final class ClassifierBenchmark {

    private static final List<Integer> BATCHES = List.of(1, 8, 32, 128);

    private ClassifierBenchmark() {}

    public static void main(String[] args) {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        TorchRuntime.start(threads);
        Graph graph = Architecture.parse(architecture).graph(ImageShape.CIFAR, 10);
        Normalisation normalisation = new Normalisation.MeanDeviation(List.of(.49, .48, .45), List.of(.25, .24, .26));
        try (Classifier classifier =
                Classifier.load(graph, HeInitialisation.weights(ParameterLayout.of(graph), 1), normalisation)) {
            List<Contender> contenders = new ArrayList<>();
            BATCHES.forEach(count -> contenders.add(contender(classifier, count)));
            double[] medians = new Interleaved(30, 20, 10).medians(contenders);
            System.out.printf(
                    Locale.ROOT,
                    "%s, fp32, %d intra-op threads%n%6s %9s %10s%n",
                    architecture,
                    threads,
                    "batch",
                    "ms",
                    "images/s");
            for (int b = 0; b < medians.length; b++) {
                System.out.printf(
                        Locale.ROOT,
                        "%6d %9.2f %10.0f%n",
                        BATCHES.get(b),
                        medians[b],
                        BATCHES.get(b) * 1000 / medians[b]);
            }
        }
    }

    private static Contender contender(Classifier classifier, int count) {
        byte[] pixels = new byte[count * ImageShape.CIFAR.bytes()];
        new Random(1).nextBytes(pixels);
        return new Contender(Integer.toString(count), () -> classifier.logits(pixels, count));
    }
}
