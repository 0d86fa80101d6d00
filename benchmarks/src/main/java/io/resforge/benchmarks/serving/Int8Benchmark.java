package io.resforge.benchmarks.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.resforge.benchmarks.measure.Interleaved;
import io.resforge.benchmarks.measure.Interleaved.Contender;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.quantisation.OnnxNetwork;
import io.resforge.training.quantisation.Quantisation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Times ONNX Runtime with floats against the same untrained network with bytes, bytes in and logits out, in turns. Arguments: an
 * architecture ({@code resnet20-v1}) and the number of threads (1).
 */
public final class Int8Benchmark {

    private static final List<Integer> BATCHES = List.of(1, 8);
    private static final int CALIBRATION_IMAGES = 100;

    private Int8Benchmark() {}

    public static void main(String[] args) throws OrtException, InterruptedException {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        Graph graph = Architecture.parse(architecture).graph(ImageShape.CIFAR, 10);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(graph), 1);
        Normalisation normalisation = new Normalisation.MeanDeviation(List.of(.49, .48, .45), List.of(.25, .24, .26));
        ActivationRanges ranges = new Quantisation(
                        graph, weights, normalisation, threads, Duration.ofMinutes(10), System::nanoTime)
                .calibrate(images(CALIBRATION_IMAGES));
        byte[] int8 = OnnxModel.quantised(graph, weights, normalisation, ranges, Map.of());
        byte[] fp32 = OnnxModel.of(graph, weights, normalisation, Map.of());
        try (OnnxNetwork floats = new OnnxNetwork(fp32, ImageShape.CIFAR, threads);
                OnnxNetwork bytes = new OnnxNetwork(int8, ImageShape.CIFAR, threads)) {
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d threads, %s%n%6s %15s %15s %7s%n",
                    architecture,
                    threads,
                    Processor.current().name(),
                    "batch",
                    "fp32 images/s",
                    "int8 images/s",
                    "ratio");
            BATCHES.forEach(count -> measure(floats, bytes, count));
        }
    }

    private static void measure(OnnxNetwork floats, OnnxNetwork bytes, int count) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(contender("fp32", floats, count));
        contenders.add(contender("int8", bytes, count));
        double[] medians = new Interleaved(30, 20, 10).medians(contenders);
        System.out.printf(
                Locale.ROOT,
                "%6d %15.0f %15.0f %7.2f%n",
                count,
                count * 1000 / medians[0],
                count * 1000 / medians[1],
                medians[0] / medians[1]);
    }

    private static Contender contender(String name, OnnxNetwork network, int count) {
        byte[] pixels = images(count).pixels();
        return new Contender(name, () -> logits(network, pixels, count));
    }

    private static void logits(OnnxNetwork network, byte[] pixels, int count) {
        try {
            network.compute(pixels, 0, count, Set.of(OnnxModel.OUTPUT), result -> ((OnnxTensor) result.get(0))
                    .getFloatBuffer());
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    private static LabelledImages images(int count) {
        byte[] pixels = new byte[count * ImageShape.CIFAR.bytes()];
        new Random(1).nextBytes(pixels);
        return new LabelledImages(ImageShape.CIFAR, pixels, new int[count]);
    }
}
