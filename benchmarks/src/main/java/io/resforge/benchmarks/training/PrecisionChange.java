package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Median;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.Snapshots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What it does to the accuracy that a run begins in bf16 and goes on in fp32 after half of its steps, as one does that moves to a machine
 * without bf16; beside runs that do all of it in one precision. Arguments: a data set's folder, a number of seeds (3), an architecture
 * (resnet20-v1), epochs (10), training images (10000).
 */
public final class PrecisionChange {

    private final Dataset dataset;
    private final Map<String, Object> keys;

    private PrecisionChange(Dataset dataset, Map<String, Object> keys) {
        this.dataset = dataset;
        this.keys = keys;
    }

    public static void main(String[] args) throws InterruptedException {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(Runtime.getRuntime().availableProcessors());
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int epochs = args.length > 3 ? Integer.parseInt(args[3]) : 10;
        int images = args.length > 4 ? Integer.parseInt(args[4]) : 10_000;
        String net = args.length > 2 ? args[2] : "resnet20-v1";
        new PrecisionChange(
                        Dataset.open(Path.of(args[0])), Map.of("arch", net, "epochs", epochs, "train_images", images))
                .compare(seeds);
    }

    private void compare(int seeds) throws InterruptedException {
        List<Double> changed = new ArrayList<>();
        System.out.println("| seed | fp32 | bf16 | bf16, then fp32 |\n|---|---|---|---|");
        for (int seed = 1; seed <= seeds; seed++) {
            double fp32 = accuracy(training(seed, Precision.FP32).run());
            double bf16 = accuracy(training(seed, Precision.BF16).run());
            double both = accuracy(changing(seed));
            changed.add(both - (fp32 + bf16) / 2);
            System.out.printf(Locale.ROOT, "| %d | %.1f%% | %.1f%% | %.1f%% |%n", seed, fp32, bf16, both);
        }
        System.out.printf(
                Locale.ROOT,
                "changed to the mean of both: %+.1f points (median of %d)%n",
                Median.of(changed.stream().mapToDouble(Double::doubleValue).toArray()),
                seeds);
    }

    private TrainingResult changing(int seed) throws InterruptedException {
        try {
            training(seed, Precision.BF16).run(Optional.empty(), new HalfOfTheSteps(steps() / 2));
            throw new IllegalStateException("the run ended before half of its steps");
        } catch (Halfway e) {
            return training(seed, Precision.FP32).run(Optional.of(e.snapshot), Snapshots.none());
        }
    }

    /** Steps of a run whose batches have 128 images; a tenth of the images is held out. */
    private int steps() {
        int images = (int) keys.get("train_images");
        return Math.ceilDiv(images - images / 10, 128) * (int) keys.get("epochs");
    }

    private Training training(int seed, Precision precision) {
        RecipeTree tree = new RecipeTree(keys)
                .with("seed", seed)
                .with("precision", precision.name().toLowerCase(Locale.ROOT));
        Recipe recipe = RecipeReader.tree(tree);
        return new Training(recipe, dataset, Optional.empty(), event -> {});
    }

    private static double accuracy(TrainingResult result) {
        return 100 * result.testAccuracy().orElseThrow();
    }

    /** Ends training with a snapshot. */
    private static final class Halfway extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Snapshot snapshot;

        Halfway(Snapshot snapshot) {
            super("half of the steps are done");
            this.snapshot = snapshot;
        }
    }

    private static final class HalfOfTheSteps implements Snapshots {

        private int left;

        HalfOfTheSteps(int steps) {
            this.left = steps;
        }

        @Override
        public boolean due() {
            return --left == 0;
        }

        @Override
        public void keep(Snapshot snapshot) {
            throw new Halfway(snapshot);
        }

        @Override
        public void keepLast(Snapshot snapshot) {
            throw new Halfway(snapshot);
        }
    }
}
