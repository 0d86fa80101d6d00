package io.resforge.benchmarks.serving;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.logits.Softmax;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.store.ObjectStore;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.quantisation.Quantisation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Prints what each version of a store gets right of all test images in fp32, in bf16 and with bytes, and for how many of them the likeliest
 * class is that of fp32. What the processor or a version lacks is a dash. Arguments: the store, the folder of the data set, and models (all).
 */
public final class AccuracyTable {

    private static final int BATCH = 200;
    private static final String ROW = "%-24s %-28s %7s %8s %8s %8s %8s %8s%n";

    private AccuracyTable() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException(
                    "wanted are the store, the folder of the data set, and models if not all");
        }
        Checkpoints checkpoints = new Checkpoints(ObjectStore.open(args[0]), Clock.systemUTC());
        List<String> models = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : checkpoints.models();
        TorchRuntime.start(Runtime.getRuntime().availableProcessors());
        System.out.println(Processor.current().name());
        print("version", "network", "images", "fp32", "bf16", "as fp32", "int8", "as fp32");
        for (String model : models) {
            for (String version : checkpoints.versions(model)) {
                row(checkpoints.fetch(model, version), Path.of(args[1]));
            }
        }
    }

    private static void row(Checkpoint checkpoint, Path folder) throws InterruptedException {
        Manifest manifest = checkpoint.manifest();
        String name = manifest.model() + "@" + manifest.version();
        Dataset dataset = Dataset.open(folder, Optional.of(manifest.image().shape()));
        if (!dataset.digest().equals(manifest.dataset().digest())) {
            System.out.println(name + " was trained on other images");
            return;
        }
        LabelledImages test = dataset.test()
                .orElseThrow(() -> new IllegalArgumentException(folder + " has no test images to measure with"));
        TestScores scores = new TestScores(checkpoint, test);
        int[] fp32 = scores.byTorch(Precision.FP32);
        Optional<int[]> bf16 =
                Precision.fastest() == Precision.BF16 ? Optional.of(scores.byTorch(Precision.BF16)) : Optional.empty();
        Optional<int[]> int8 = manifest.int8() != null && Processor.current().hasByteProducts()
                ? Optional.of(scores.byBytes())
                : Optional.empty();
        print(
                name,
                manifest.architecture(),
                Integer.toString(test.count()),
                share(fp32, test.labels()),
                bf16.map(it -> share(it, test.labels())).orElse("-"),
                bf16.map(it -> share(it, fp32)).orElse("-"),
                int8.map(it -> share(it, test.labels())).orElse("-"),
                int8.map(it -> share(it, fp32)).orElse("-"));
    }

    private static void print(Object... cells) {
        System.out.printf(Locale.ROOT, ROW, cells);
    }

    /** For how many of them both are the same, in percent. */
    private static String share(int[] classes, int[] others) {
        long same = IntStream.range(0, classes.length)
                .filter(i -> classes[i] == others[i])
                .count();
        return String.format(Locale.ROOT, "%.2f%%", 100.0 * same / classes.length);
    }

    /** The likeliest class of each image, by what computes it. */
    private record TestScores(Checkpoint checkpoint, LabelledImages images) {

        private Graph graph() {
            Manifest manifest = checkpoint.manifest();
            return Architecture.parse(manifest.architecture())
                    .graph(images.shape(), manifest.labels().size());
        }

        int[] byTorch(Precision precision) {
            Graph graph = graph();
            int[] classes = new int[images.count()];
            try (Classifier classifier = Classifier.load(
                    graph, checkpoint.weights(), checkpoint.manifest().normalisation(), precision)) {
                for (int from = 0; from < classes.length; from += BATCH) {
                    int count = Math.min(BATCH, classes.length - from);
                    byte[] pixels =
                            Arrays.copyOfRange(images.pixels(), images.offset(from), images.offset(from + count));
                    int[] found = likeliest(classifier.logits(pixels, count), graph.classes());
                    System.arraycopy(found, 0, classes, from, count);
                }
            }
            return classes;
        }

        int[] byBytes() throws InterruptedException {
            Quantisation quantisation = new Quantisation(
                    graph(),
                    checkpoint.weights(),
                    checkpoint.manifest().normalisation(),
                    Runtime.getRuntime().availableProcessors(),
                    Duration.ofDays(1),
                    System::nanoTime);
            float[] logits = quantisation.logits(checkpoint.manifest().int8().ranges(), images);
            return likeliest(logits, checkpoint.manifest().labels().size());
        }

        private static int[] likeliest(float[] logits, int classes) {
            return IntStream.range(0, logits.length / classes)
                    .map(image -> Softmax.likeliest(logits, image * classes, classes))
                    .toArray();
        }
    }
}
